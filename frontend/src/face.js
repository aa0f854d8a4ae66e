// Runs before the first paint; see facePainter in vite.config.ts.
(function () {
  var path = location.pathname;
  var face = path.startsWith('/kiosk')
    ? 'kiosk'
    : path.startsWith('/screen')
      ? 'screen'
      : /^\/desk(\/|$)/.test(path)
        ? 'desk'
        : 'reader';
  document.documentElement.dataset.face = face;
})();
