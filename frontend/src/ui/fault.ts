/** The last page: what is shown when our own code fails. It uses nothing that could have failed with it. */

const words = [
  ['vi', 'Xin quý vị chờ trong giây lát', 'Bảng Tin gặp sự cố và đang tự mở lại.'],
  ['en', 'Please wait a moment', 'Bảng Tin met a fault and is opening again by itself.'],
] as const;

const firstTry = 4_000;
const betweenTries = 2_000;
let shown = false;

/** Watches for errors that nobody caught. `reload` for panels that nobody attends. */
export function watchFaults(reload: boolean): void {
  addEventListener('error', (event) => {
    // Engines report a harmless, self-mending state of layout by this sentence, without an error.
    if (event.error === null || event.error === undefined) return;
    showFault(reload);
  });
  addEventListener('unhandledrejection', () => showFault(reload));
}

/** Shows the page now, and on a panel opens the address again once the engine answers. */
export function showFault(reload: boolean): void {
  if (shown) return;
  shown = true;
  const page = document.createElement('main');
  page.className = 'fault';
  for (const [lang, title, text] of words) {
    const part = document.createElement('section');
    part.lang = lang;
    const heading = document.createElement(lang === 'vi' ? 'h1' : 'h2');
    heading.textContent = title;
    const line = document.createElement('p');
    line.textContent = text;
    part.append(heading, line);
    page.append(part);
  }
  if (!reload) {
    const again = document.createElement('button');
    again.className = 'button main';
    again.textContent = 'Mở lại · Reload';
    again.addEventListener('click', () => location.reload());
    page.append(again);
  }
  document.body.replaceChildren(page);
  if (reload) setTimeout(openAgain, firstTry);
}

/** A reload while the engine is away would leave the browser's own error page, which runs nothing. */
function openAgain(): void {
  const probe = new Image();
  probe.addEventListener('load', () => location.reload());
  probe.addEventListener('error', () => setTimeout(openAgain, betweenTries));
  probe.src = `${new URL('../styles/icon.svg', import.meta.url).pathname}?${String(Date.now())}`;
}
