/** The input of the last choice: some browsers forget one that nothing holds while its dialog is open. */
let open: HTMLInputElement | null = null;

/** Asks for files of some kinds, empty for all; `take` gets what is chosen, and hears nothing if that is none. */
export function chooseFiles(accept: string, multiple: boolean, take: (files: File[]) => void): void {
  const input = document.createElement('input');
  Object.assign(input, { type: 'file', accept, multiple });
  input.addEventListener('change', () => {
    open = null;
    const files = [...(input.files ?? [])];
    if (files.length > 0) take(files);
  });
  open = input;
  open.click();
}
