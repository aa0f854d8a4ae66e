/** Files that were dropped or chosen, those of folders too. */

export interface Gathered {
  files: File[];
  /** How many files of the folders are no pictures by their names: films, notes, lists of a camera. */
  others: number;
}

const depth = 8;
const most = 5000;
const picture = /\.(jpe?g|jfif|png|webp|gif|heic|heif|avif|tiff?|bmp|dng|cr2|cr3|nef|arw|orf|rw2)$/i;

/** Whether a file of a folder is meant to be a picture; what cannot be read is named when it is sent. */
export function isPicture(name: string): boolean {
  return !name.startsWith('.') && picture.test(name);
}

/** The pictures of a folder that was chosen, in the order of their paths. */
export function ofFolder(chosen: Iterable<File>): Gathered {
  const seen = [...chosen].filter(({ name }) => !hidden(name));
  const files = seen.filter(({ name }) => isPicture(name));
  files.sort((a, b) => compare(a.webkitRelativePath, b.webkitRelativePath));
  return { files, others: seen.length - files.length };
}

/** Everything that was dropped: files as they are, of folders their pictures. It has to be called at once. */
export async function ofDrop(data: DataTransfer | null): Promise<Gathered> {
  const items = [...(data?.items ?? [])].filter(({ kind }) => kind === 'file');
  const entries = items.map((item) => item.webkitGetAsEntry());
  const plain = [...(data?.files ?? [])];
  if (!entries.some((entry) => entry?.isDirectory === true)) return { files: plain, others: 0 };
  const out: Gathered = { files: [], others: 0 };
  for (const entry of entries) {
    if (entry?.isDirectory === true) await walk(entry as FileSystemDirectoryEntry, depth, out);
    else if (entry !== null) out.files.push(await fileOf(entry as FileSystemFileEntry));
  }
  return out;
}

async function walk(folder: FileSystemDirectoryEntry, left: number, out: Gathered): Promise<void> {
  const entries: FileSystemEntry[] = [];
  const reader = folder.createReader();
  for (;;) {
    // It gives a hundred at a time.
    const some = await new Promise<FileSystemEntry[]>((resolve) =>
      reader.readEntries(resolve, () => resolve([])),
    );
    if (some.length === 0 || entries.length > most) break;
    entries.push(...some);
  }
  entries.sort((a, b) => compare(a.name, b.name));
  for (const entry of entries) {
    if (hidden(entry.name) || out.files.length >= most) continue;
    if (entry.isDirectory) {
      if (left > 0) await walk(entry as FileSystemDirectoryEntry, left - 1, out);
    } else if (isPicture(entry.name)) out.files.push(await fileOf(entry as FileSystemFileEntry));
    else out.others += 1;
  }
}

/** One that cannot be read is sent as nothing, so that it is named with what to do. */
const fileOf = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve) => entry.file(resolve, () => resolve(new File([], entry.name))));

const hidden = (name: string): boolean => name.startsWith('.') || /^(thumbs\.db|desktop\.ini)$/i.test(name);

const compare = (a: string, b: string): number => a.localeCompare(b, 'vi', { numeric: true });
