/** A display in memory with the system's own Vietnamese keyboard: ibus with Unikey, in Telex. */
import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const settings = '/usr/libexec/ibus-memconf';

/** What this machine lacks for it, empty if nothing. */
export function lacks(): string {
  const programs = ['Xvfb', 'dbus-daemon', 'ibus-daemon', 'ibus', 'xdotool'];
  const missing = programs.filter((name) => spawnSync('sh', ['-c', `command -v ${name}`]).status !== 0);
  for (const [file, name] of [
    [settings, 'ibus-memconf'],
    ['/usr/share/ibus/component/unikey.xml', 'ibus-unikey'],
  ] as const)
    if (!existsSync(file)) missing.push(name);
  return missing.join(', ');
}

export class Keyboard {
  /** For programs that are to be typed into. */
  env: Record<string, string> = {};
  readonly #home = mkdtempSync(join(tmpdir(), 'bangtin-keyboard-'));
  #started: ChildProcess[] = [];

  async start(): Promise<void> {
    const base = {
      PATH: process.env['PATH'] ?? '',
      HOME: this.#home,
      XDG_RUNTIME_DIR: this.#home,
      LANG: 'C.UTF-8',
    };
    const number = await this.#line(
      base,
      'Xvfb',
      '-displayfd',
      '1',
      '-screen',
      '0',
      '1600x1000x24',
      '-nolisten',
      'tcp',
    );
    const drawn = { ...base, DISPLAY: `:${number}` };
    const bus = await this.#line(drawn, 'dbus-daemon', '--session', '--nofork', '--print-address=1');
    this.env = {
      ...drawn,
      DBUS_SESSION_BUS_ADDRESS: bus,
      GSETTINGS_BACKEND: 'memory',
      GTK_IM_MODULE: 'ibus',
      NO_AT_BRIDGE: '1',
      // A key waits for the input method, as it does under fingers.
      IBUS_ENABLE_SYNC_MODE: '1',
    };
    this.#spawn(
      this.env,
      'ibus-daemon',
      '--panel=disable',
      '--emoji-extension=disable',
      `--config=${settings}`,
    );
    for (let tries = 0; ; tries += 1) {
      spawnSync('ibus', ['engine', 'Unikey'], { env: this.env });
      const { stdout, stderr } = spawnSync('ibus', ['engine'], { env: this.env, encoding: 'utf8' });
      if (stdout.trim() === 'Unikey') return;
      if (tries === 40) throw new Error(`ibus does not take its engine: ${stdout}${stderr}`);
      await new Promise((wait) => setTimeout(wait, 250));
    }
  }

  /** Gives the keys to the window of a program. */
  async focus(program: string): Promise<void> {
    for (let tries = 0; tries < 100; tries += 1) {
      const found = this.#xdotool('search', '--onlyvisible', '--class', program).split('\n').at(-1) ?? '';
      if (found !== '' && this.#xdotool('windowfocus', '--sync', found) === '') return;
      await new Promise((wait) => setTimeout(wait, 100));
    }
    throw new Error(`no window of ${program}`);
  }

  /** Presses keys one after another. */
  press(keys: string): void {
    this.#xdotool('type', '--delay', '40', keys);
  }

  async close(): Promise<void> {
    for (const child of this.#started.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    rmSync(this.#home, { recursive: true, force: true, maxRetries: 5 });
  }

  #xdotool(...args: string[]): string {
    const { stdout, stderr } = spawnSync('xdotool', args, { env: this.env, encoding: 'utf8' });
    return `${stdout}${stderr}`.trim();
  }

  #spawn(env: Record<string, string>, command: string, ...args: string[]): ChildProcess {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
    this.#started.push(child);
    return child;
  }

  /** Starts a program and gives the first line that it prints. */
  async #line(env: Record<string, string>, command: string, ...args: string[]): Promise<string> {
    const child = this.#spawn(env, command, ...args);
    let said = '';
    return new Promise((resolve, reject) => {
      child.stdout?.on('data', (part) => {
        said += String(part);
        if (said.includes('\n')) resolve(said.split('\n')[0] ?? '');
      });
      child.once('exit', () => reject(new Error(`${command} ended: ${said}`)));
      child.once('error', reject);
    });
  }
}
