// Runs before the first paint; see facePainter in vite.config.ts.
(function () {
  var path = location.pathname;
  var face = (path.match(/^\/(kiosk|screen|desk)/) || [0, 'reader'])[1];
  document.documentElement.dataset.face = face;
})();
