/** A picture as it goes with feedback: small, upright, and without what a camera notes of place and time. */

/** Bytes that the machine takes, with room to spare. */
const most = 450_000;
const edges = [1600, 1280, 960, 640];
const quality = 0.8;

/** A smaller picture of the same name and time; the file itself where this browser can make none. */
export async function small(file: File): Promise<File> {
  const picture = await read(file);
  if (picture === null) return file;
  for (const edge of edges) {
    const blob = await draw(picture, edge);
    if (blob !== null && blob.size <= most)
      return new File([blob], file.name, { type: 'image/jpeg', lastModified: file.lastModified });
  }
  return file;
}

/** Browsers turn a picture upright when they show it. The page's policy lets it show what is in an address only. */
function read(file: File): Promise<HTMLImageElement | null> {
  return new Promise((resolve) => {
    const reader = new FileReader();
    const image = new Image();
    const none = (): void => resolve(null);
    image.addEventListener('load', () => resolve(image));
    image.addEventListener('error', none);
    reader.addEventListener('error', none);
    reader.addEventListener('load', () => (image.src = String(reader.result)));
    reader.readAsDataURL(file);
  });
}

function draw(image: HTMLImageElement, edge: number): Promise<Blob | null> {
  const scale = Math.min(1, edge / Math.max(image.naturalWidth, image.naturalHeight, 1));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', quality));
}
