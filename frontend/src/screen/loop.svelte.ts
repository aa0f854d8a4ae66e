/** The loop of a screen: prepares the next slide behind the one that is shown, and never leaves a gap. */
import { api } from '../api/client';
import { live } from '../api/live.svelte';
import type { Size, Slide } from '../api/types';
import { presentAt } from '../reading/hall/present';
import { programme } from '../reading/hall/programme.svelte';
import { clock } from '../ui/clock.svelte';
import type { Fresh } from './queue';
import { following, freshened } from './queue';
import { isProgramme, weave } from './weave';

export interface Layer {
  key: number;
  slide: Slide;
  image: HTMLImageElement;
  /** Counts slides, for the label's corner. */
  turn: number;
  shown: boolean;
}

const limit = 30;
const leastSeconds = 5;
const mostSeconds = 120;
const fade = 450;
const again = 3_000;
const readyWithin = 5_000;
/** After this long a picture that could not be read is tried once more. */
const forgive = 60_000;

export class Loop {
  /** What is mounted, lowest first: the slide shown and the one being made ready above it. */
  layers = $state.raw<Layer[]>([]);

  #slides: Slide[] | null = null;
  #before: Slide[] = [];
  #fresh: Fresh = [];
  #current: Layer | null = null;
  #broken = new Map<string, number>();
  #images = new Map<string, HTMLImageElement>();
  #ready = new Map<number, () => void>();
  #wake: () => void = () => undefined;
  #changed = false;
  #ended = false;
  #turn = 0;
  #due = 0;

  /** Runs until the returned function is called. */
  start(): () => void {
    const end = live.listen(() => this.#refresh());
    void this.#fill();
    void this.#run();
    return () => {
      this.#ended = true;
      end();
      this.#wake();
    };
  }

  /** To be called by a slide once its type is set and its picture decoded. */
  ready(key: number): void {
    this.#ready.get(key)?.();
    this.#ready.delete(key);
  }

  async #fill(): Promise<void> {
    while (this.#slides === null && !this.#ended) {
      try {
        await this.#refresh();
      } catch {
        await pause(again);
      }
    }
  }

  async #refresh(): Promise<void> {
    const { slides, cursor } = await api.slides(limit);
    await programme.load();
    const shown = slides.filter((slide) => slide.photo !== null && slide.photo.sizes.length > 0);
    const list = (programme.items ?? []).length > 0 ? weave(shown) : shown;
    const arrived = freshened(this.#slides, list);
    this.#before = this.#slides ?? [];
    this.#slides = list;
    this.#fresh = [...this.#fresh.filter((id) => !arrived.includes(id)), ...arrived];
    this.#forget(list);
    this.#dropWithdrawn(list);
    // What is shown was corrected: the corrected comes as soon as it is ready.
    if (arrived.includes(this.#current?.slide.id ?? '')) this.#due = 0;
    this.#changed = true;
    this.#wake();
    await live.saw(cursor);
  }

  /** A withdrawn article leaves at once: to the slide made ready behind it, or to the title card. */
  #dropWithdrawn(list: readonly Slide[]): void {
    const stays = (layer: Layer): boolean => list.some((slide) => slide.id === layer.slide.id);
    if (this.layers.every(stays)) return;
    if (this.#current !== null && !stays(this.#current)) this.#due = 0;
    this.layers = this.layers.filter(stays);
  }

  async #run(): Promise<void> {
    while (!this.#ended) {
      const layer = await this.#prepare();
      if (layer === null) {
        const over =
          this.#slides?.length === 0 || (this.#current !== null && isProgramme(this.#current.slide));
        if (this.#current !== null && over) this.#clear();
        await this.#rest(again);
        continue;
      }
      if (await this.#hold(layer)) await this.#show(layer);
      else this.#drop(layer);
    }
  }

  /** Waits for the end of the slide shown; false if meanwhile something else should come next. */
  async #hold(layer: Layer): Promise<boolean> {
    this.#changed = false;
    while (!this.#ended) {
      if (this.#changed) {
        this.#changed = false;
        if (this.#next()[0]?.id !== layer.slide.id || this.#next()[0]?.updated !== layer.slide.updated)
          return false;
      }
      const left = this.#due - performance.now();
      if (left <= 0) return this.layers.includes(layer);
      await this.#rest(left);
    }
    return false;
  }

  async #prepare(): Promise<Layer | null> {
    for (const slide of this.#next()) {
      const image = await this.#load(slide);
      if (image === null) {
        this.#broken.set(slide.id, performance.now());
        continue;
      }
      // While it was loading it may have been withdrawn.
      if (this.#slides?.includes(slide) !== true) return null;
      return this.#mount(slide, image);
    }
    return null;
  }

  #next(): Slide[] {
    const now = performance.now();
    const whole = (slide: Slide): boolean =>
      isProgramme(slide) ? hasToTell() : now - (this.#broken.get(slide.id) ?? -forgive) >= forgive;
    return following(this.#slides ?? [], this.#before, this.#current?.slide.id ?? null, this.#fresh).filter(
      whole,
    );
  }

  async #mount(slide: Slide, image: HTMLImageElement): Promise<Layer> {
    this.#turn += 1;
    const layer: Layer = { key: this.#turn, slide, image, turn: this.#turn, shown: false };
    const ready = new Promise<void>((resolve) => this.#ready.set(layer.key, resolve));
    this.layers = [...this.layers, layer];
    await Promise.race([ready, pause(readyWithin)]);
    return layer;
  }

  async #show(layer: Layer): Promise<void> {
    const seconds = Math.min(Math.max(layer.slide.seconds || 0, leastSeconds), mostSeconds);
    const shown = { ...layer, shown: true };
    this.#current = shown;
    this.#fresh = this.#fresh.filter((id) => id !== layer.slide.id);
    this.#due = performance.now() + seconds * 1000;
    this.layers = this.layers.map((one) => (one.key === layer.key ? shown : one));
    await pause(fade);
    this.layers = this.layers.filter((one) => one.key >= layer.key);
  }

  #drop(layer: Layer): void {
    this.layers = this.layers.filter((one) => one.key !== layer.key);
  }

  #clear(): void {
    this.#current = null;
    this.layers = [];
  }

  async #load(slide: Slide): Promise<HTMLImageElement | null> {
    if (isProgramme(slide)) return new Image();
    const size = chooseSize(slide.photo?.sizes ?? []);
    if (size === null) return null;
    const kept = this.#images.get(size.url) ?? new Image();
    if (kept.src === '') kept.src = size.url;
    try {
      await kept.decode();
      this.#images.set(size.url, kept);
      return kept;
    } catch {
      this.#images.delete(size.url);
      return null;
    }
  }

  /** Keeps the pictures of the list in memory, so that they last when the engine does not; lets others go. */
  #forget(list: readonly Slide[]): void {
    const used = new Set(list.flatMap((slide) => (slide.photo?.sizes ?? []).map((size) => size.url)));
    for (const url of this.#images.keys()) if (!used.has(url)) this.#images.delete(url);
    for (const id of this.#broken.keys()) if (!list.some((slide) => slide.id === id)) this.#broken.delete(id);
  }

  async #rest(milliseconds: number): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, milliseconds);
    });
    clearTimeout(timer);
  }
}

/** Whether the programme has anything to say: not before there is one, nor once its last item is over. */
function hasToTell(): boolean {
  const items = programme.items ?? [];
  const { now, next, off } = presentAt(items, clock.now);
  return clock.now === null ? items.length > 0 : now.length + next.length + off.length > 0;
}

/** The smallest file that fills the panel, else the largest there is. */
function chooseSize(sizes: readonly Size[]): Size | null {
  const need = Math.max(innerWidth, innerHeight) * devicePixelRatio;
  const enough = sizes.filter((size) => Math.max(size.width, size.height) >= need);
  return enough.at(-1) ?? sizes[0] ?? null;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
