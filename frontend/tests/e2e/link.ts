/** The way between a phone and the program: a proxy that a test can cut, and what the program costs meanwhile. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';

/** A Wi-Fi that is cut in the middle of whatever is on its way, and comes back when the test says so. */
export class Link {
  /** Bytes of pictures that have come from the phone. */
  bytes = 0;
  readonly cuts: number[] = [];
  readonly #due: number[];
  #server: Server;
  #port = 0;
  readonly #open = new Set<Socket>();

  /** Cuts itself each time when so many bytes have passed. */
  constructor(...due: number[]) {
    this.#due = due;
    this.#server = this.#make();
  }

  get address(): string {
    return `http://127.0.0.1:${String(this.#port)}`;
  }

  /** Whether it is cut at the moment. */
  get down(): boolean {
    return !this.#server.listening;
  }

  async up(): Promise<void> {
    if (!this.down) return;
    this.#server = this.#make();
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  cut(): void {
    this.cuts.push(this.bytes);
    this.#server.close();
    for (const socket of this.#open) socket.destroy();
  }

  #make(): Server {
    const server = createServer((from, to) => this.#pass(from, to));
    server.on('connection', (socket) => {
      this.#open.add(socket);
      socket.on('close', () => this.#open.delete(socket));
    });
    return server;
  }

  #pass(from: IncomingMessage, to: ServerResponse): void {
    const url = new URL(from.url ?? '');
    const { host, pathname, search } = url;
    const onward = request(
      {
        host: url.hostname,
        port: url.port,
        path: pathname + search,
        method: from.method,
        headers: from.headers,
      },
      (answer) => {
        to.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(to);
      },
    );
    onward.setHeader('host', host);
    const broken = (): void => {
      onward.destroy();
      to.destroy();
    };
    for (const side of [onward, from, to]) side.on('error', broken);
    from.on('data', (part: Buffer) => {
      if (from.method === 'PUT') this.bytes += part.length;
      onward.write(part);
      const next = this.#due[0];
      if (next === undefined || this.bytes < next) return;
      this.#due.shift();
      broken();
      this.cut();
    });
    from.on('end', () => onward.end());
    from.on('close', () => {
      if (!from.complete) onward.destroy();
    });
  }
}

interface Seen {
  /** Most that it had in memory, in MB. */
  peak: number;
  pss: number;
}

/** Processor time and memory of a process and of all it starts, from /proc. */
export class Cost {
  readonly #pid: number;
  readonly #seen = new Map<string, Seen>();
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #before: number;
  readonly #start = Date.now();

  constructor(pid: number) {
    this.#pid = pid;
    this.#before = seconds(pid);
    this.#timer = setInterval(() => this.#look(), 100);
  }

  #look(): void {
    for (const pid of tree(this.#pid)) {
      const words = text(pid, 'cmdline').split('\0');
      const own = words.includes('thumb-worker') ? 'worker' : (words[0]?.split('/').at(-1) ?? '');
      const name = pid === this.#pid ? 'engine' : own;
      const last = this.#seen.get(name) ?? { peak: 0, pss: 0 };
      this.#seen.set(name, {
        peak: Math.max(last.peak, megabytes(text(pid, 'status'), 'VmHWM')),
        pss: Math.max(last.pss, megabytes(text(pid, 'smaps_rollup'), 'Pss')),
      });
    }
  }

  /** Ends the watch and tells what it saw. */
  end(): { wall: number; cpu: number; peak: (name: string) => number; line: string } {
    clearInterval(this.#timer);
    this.#look();
    const wall = (Date.now() - this.#start) / 1000;
    const cpu = seconds(this.#pid) - this.#before;
    const memory = [...this.#seen].filter(([name]) => name !== '');
    const parts = memory.map(
      ([name, { peak, pss }]) => `${name} ${peak.toFixed(0)} MB (PSS ${pss.toFixed(0)})`,
    );
    return {
      wall,
      cpu,
      peak: (name) => this.#seen.get(name)?.peak ?? 0,
      line: `${wall.toFixed(1)} s, processor ${cpu.toFixed(1)} s, peak memory: ${parts.join(', ')}`,
    };
  }
}

function text(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${String(pid)}/${file}`, 'utf8');
  } catch {
    return ''; // it has ended
  }
}

const megabytes = (from: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(from)?.[1] ?? 0) / 1024;

/** The fields of /proc/PID/stat behind the name of the program, from the state on. */
const stat = (pid: number): string[] =>
  text(pid, 'stat')
    .replace(/^.*\) /s, '')
    .split(' ');

/** A process and all beneath it. */
export function tree(root: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const parents = new Map(pids.map((name) => [Number(name), Number(stat(Number(name))[1])]));
  const out = [root];
  for (const pid of out) for (const [child, parent] of parents) if (parent === pid) out.push(child);
  return out;
}

/** Processor time of a tree, that of its dead with it: in ticks of 10 ms, as everywhere on Linux. */
function seconds(root: number): number {
  let ticks = 0;
  for (const pid of tree(root)) for (const field of stat(pid).slice(11, 15)) ticks += Number(field);
  return ticks / 100;
}

/** The photo workers beneath an engine. */
export const workersOf = (engine: number): number[] =>
  tree(engine).filter((pid) => text(pid, 'cmdline').split('\0').includes('thumb-worker'));
