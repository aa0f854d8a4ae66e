/** Prints the article that stands on the page; styles/print.css makes a press page of it. */
export async function printArticle(): Promise<void> {
  const pictures = [...document.querySelectorAll<HTMLImageElement>('main article img')];
  for (const picture of pictures) picture.loading = 'eager';
  // One that cannot be had leaves its words and its frame.
  await Promise.all(pictures.map((picture) => picture.decode().catch(() => undefined)));
  print();
}
