// The page of a machine that belongs to no library: it says that it paints,
// and goes on to the face itself as soon as there is one.
const asked = document.querySelector('[data-asked]') !== null;
const left = document.getElementById('left');
const problem = document.getElementById('problem');

const send = () =>
  fetch('/api/beat', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ route: location.pathname, painted: 'joining', visible: true }),
  }).catch(() => {});

const ask = async () => {
  try {
    const answer = await fetch('/api/joining');
    if (!answer.ok) return;
    const now = await answer.json();
    // A kit may have said how the display is turned.
    if (now.code === '' && !now.asked) top.location.replace('/turned');
    else if (now.asked !== asked) location.reload();
    else {
      left.textContent = now.left === '' ? '' : left.dataset.vi.replace('{}', now.left);
      problem.textContent = now.problem;
    }
  } catch {
    // The engine starts again; the next question finds it.
  }
};

const beat = () =>
  requestAnimationFrame(() => {
    void send();
    void ask();
    setTimeout(beat, 2000);
  });
beat();
