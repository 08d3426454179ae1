/**
 * The one owner of the terminal while nothing is written: a spinner on stderr that says what is waited for. ora is
 * loaded when it is first needed, and only on a terminal that can show it (see `canSpin`).
 */
import type { Ora } from 'ora';
import type { CheckId } from '../core/check.ts';
import type { Lang } from '../messages/define.ts';
import { WAITING } from '../messages/report.ts';
import { measureFor, truncate } from './measure.ts';

export interface Spinner {
  /** A check is waited for. */
  wait(id: CheckId): void;
  /** Nothing is waited for just now: a line is about to be written. */
  clear(): void;
  /** Before a question opens; nothing spins until `resume`. */
  pause(): void;
  resume(): void;
  /** For good: the line is empty and the cursor is back. Call it on Ctrl-C too. */
  stop(): void;
}

export const NO_SPINNER: Spinner = {
  wait: () => {},
  clear: () => {},
  pause: () => {},
  resume: () => {},
  stop: () => {},
};

/** Questions and spinner text stay within 60 cells, the spinning character and a space included. */
const MOST_CELLS = 60;
/** Most checks answer sooner; a spinner that flashes up for each of them is noise. */
const NOTICEABLE_MS = 150;
const LONG_WAIT_MS = 3000;

export interface SpinnerOptions {
  readonly stream: NodeJS.WriteStream;
  readonly lang: Lang;
  readonly colour: boolean;
}

/** A spinner that is silent until the first `wait`. Never rejects: without ora nothing spins. */
export function createSpinner({ stream, lang, colour }: SpinnerOptions): Spinner {
  const measure = measureFor(lang);
  let ora: Ora | null = null;
  let loading = false;
  let text: string | null = null;
  let paused = false;
  let stopped = false;
  let timers: readonly NodeJS.Timeout[] = [];

  const load = () => {
    if (loading) return;
    loading = true;
    import('ora').then(
      ({ default: create }) => {
        // discardStdin would take the keyboard away from the questions; the others are decided by `canSpin`.
        ora = create({ stream, discardStdin: false, isEnabled: true, color: colour ? 'cyan' : false });
        show();
      },
      () => {},
    );
  };
  const show = () => {
    if (text === null || paused || stopped) {
      if (ora?.isSpinning) ora.stop();
      return;
    }
    if (ora === null) return load();
    ora.text = text;
    if (!ora.isSpinning) ora.start();
  };
  const say = (words: string) => {
    // One cell is kept free at the edge, where some terminals wrap early; two are the spinning character's.
    text = truncate(words, Math.min(MOST_CELLS, (stream.columns ?? MOST_CELLS) - 1) - 2, measure);
    show();
  };
  const later = (ms: number, words: string) => {
    const timer = setTimeout(() => say(words), ms);
    // Nobody waits for the spinner.
    timer.unref();
    return timer;
  };
  const clear = () => {
    for (const timer of timers) clearTimeout(timer);
    timers = [];
    text = null;
    show();
  };
  return {
    wait(id) {
      clear();
      if (stopped) return;
      const { now, long } = WAITING[id];
      timers = [later(NOTICEABLE_MS, now[lang]()), later(LONG_WAIT_MS, long[lang]())];
    },
    clear,
    pause() {
      paused = true;
      show();
    },
    resume() {
      paused = false;
      show();
    },
    stop() {
      stopped = true;
      clear();
    },
  };
}
