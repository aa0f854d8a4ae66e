/**
 * PDF.js, fetched when somebody opens a document and not before. Its worker and everything else it loads comes
 * from our own origin; nothing is compiled at run time, neither script nor WebAssembly, as our policy asks.
 */
import type { PDFDocumentLoadingTask } from 'pdfjs-dist';
import { getDocument, GlobalWorkerOptions, TextLayer, version } from 'pdfjs-dist/legacy/build/pdf.mjs';
import worker from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';

export type { PDFDocumentProxy, PDFPageProxy, RenderTask } from 'pdfjs-dist';
export { TextLayer };

GlobalWorkerOptions.workerSrc = worker;

/** Where the build lays what a document may need: letters it does not bring, and the reader of JPEG 2000. */
const parts = `/assets/pdf-${version}/`;

/** The most a page may have, so that a hostile one does not take the memory of the machine. */
const maxPixels = 16 << 20;

/** Begins to read a document, which comes in parts as they are looked at. */
export function read(url: string): PDFDocumentLoadingTask {
  return getDocument({
    url,
    isEvalSupported: false,
    useWasm: false,
    enableXfa: false,
    disableAutoFetch: true,
    standardFontDataUrl: parts,
    wasmUrl: parts,
    maxImageSize: maxPixels,
    canvasMaxAreaInBytes: 4 * maxPixels,
    stopAtErrors: false,
    verbosity: 0,
  });
}

/** How much finer than the page it may be drawn, for its pixels to stay within bounds. */
export function fineness(width: number, height: number, wanted: number): number {
  return Math.min(wanted, Math.sqrt(maxPixels / Math.max(1, width * height)));
}
