/** The diagnosis: facts → checks → events → reporter. Reads only; nothing on the phone or the computer is changed. */
import os from 'node:os';
import { createAsk } from './ask/ask.ts';
import { createTerminalAsk } from './ask/terminal.ts';
import type { Answer, AnswerKey } from './ask/types.ts';
import { CHECKS } from './checks/index.ts';
import type { CheckId, CheckResult, Target } from './core/check.ts';
import { run } from './core/run.ts';
import { exitCodeOf } from './core/verdict.ts';
import type { RunningDemo } from './demo.ts';
import { valueOrNull } from './facts/fact.ts';
import { createFacts } from './facts/index.ts';
import type { Facts } from './facts/types.ts';
import { createPrompts, drainInput } from './inquirer.ts';
import { type Io, isInteractive, TOOL_NAME } from './io.ts';
import { PHONE_WORDS } from './messages/phones.ts';
import { ui } from './messages/report.ts';
import { usageSentence } from './messages/usage.ts';
import type { Options } from './options.ts';
import { whoIsHere } from './person.ts';
import { type MuxAddress, muxAddress } from './phone/address.ts';
import { createOutput, type Output } from './report/output.ts';
import type { ReportContext } from './report/types.ts';
import { againFlags } from './report-again.ts';
import { createKnowledge, type Knowledge } from './report-knowledge.ts';

const EXIT_USAGE = 2;
const BOTH: ReadonlySet<Target> = new Set(['computer', 'icloud']);

/** What stays the same when the person mends something and the doctor looks again. */
interface Session {
  readonly options: Options;
  readonly io: Io;
  readonly demo: RunningDemo | null;
  readonly env: Io['env'];
  readonly interactive: boolean;
  readonly answers: ReadonlyMap<AnswerKey, Answer>;
  /** Chosen by `--udid` or in the list. */
  udid: string | null;
  targets: ReadonlySet<Target> | null;
}

/** @returns the exit code */
export async function diagnose(options: Options, io: Io): Promise<number> {
  const demo = options.demo === null ? null : await loadDemo(options.demo);
  if (demo === 'no-such-scenario') {
    io.stderr.write(`${usageSentence({ kind: 'no-such-scenario', value: options.demo ?? '' }, io.lang)}\n`);
    return EXIT_USAGE;
  }
  const session: Session = {
    options,
    io,
    demo,
    env: demo === null ? io.env : { ...io.env, USBMUXD_SOCKET_ADDRESS: demo.address },
    interactive: isInteractive(io, options),
    answers: new Map([...(demo?.answers ?? []), ...options.answers]),
    udid: options.udid,
    targets: options.targets,
  };
  try {
    for (;;) {
      const exitCode = await examine(session);
      if (exitCode !== 'again') return exitCode;
    }
  } finally {
    await demo?.close();
  }
}

async function loadDemo(name: string): Promise<RunningDemo | 'no-such-scenario'> {
  const { isScenarioId } = await import('./simulator/index.ts');
  if (!isScenarioId(name)) return 'no-such-scenario';
  const { startDemo } = await import('./demo.ts');
  return startDemo(name);
}

/** One pass over the checks. `again`: something was mended on the way, and a new pass shall look from the start. */
async function examine(session: Session): Promise<number | 'again'> {
  const { options, io } = session;
  const startedAt = Date.now();
  const begin = performance.now();
  const { homedir, login } = whoIsHere();
  const facts = factsOf(session, homedir, startedAt);
  if (options.backupDir !== null && (await isMissing(facts))) {
    io.stderr.write(`${usageSentence({ kind: 'no-such-folder', value: options.backupDir }, io.lang)}\n`);
    return EXIT_USAGE;
  }
  const knowledge = createKnowledge(facts, { homedir, login, showPrivate: options.showPrivate });
  const output = createOutput(
    { json: options.json, plain: options.plain, noColor: !options.color },
    { env: io.env, platform: io.platform, stdout: io.stdout, stderr: io.stderr },
    reportContext(session, knowledge, { startedAt, elapsedMs: () => performance.now() - begin }),
  );
  try {
    const terminal = createTerminalAsk({
      lang: io.lang,
      prompts: () => createPrompts(io),
      tell: output.tell,
      withTerminal: output.withTerminal,
    });
    if (session.targets === null && session.interactive) session.targets = await terminal.target();
    const targets = session.targets ?? BOTH;
    if (!(await choosePhone(session, facts, output))) return EXIT_USAGE;
    knowledge.collect(targets);
    const ask = createAsk(session.answers, session.interactive ? terminal.put : null);
    let results: readonly CheckResult[] = [];
    const events = run(
      CHECKS,
      { facts, ask, targets, now: startedAt, udid: session.udid },
      { all: options.all, only: options.only, skip: options.skip, signal: io.signal, clock: () => performance.now() },
    );
    for await (const event of events) {
      await output.reporter.event(event);
      if (event.type === 'end') results = event.results;
    }
    if (session.interactive && (await mendTrust(session, facts, output, results))) return 'again';
    return exitCodeOf(results);
  } finally {
    // Also on Ctrl-C: the spinner goes away and the cursor comes back.
    output.close();
  }
}

function factsOf(session: Session, homedir: string, now: number): Facts {
  const { options, io, demo, env } = session;
  const backupDir = options.backupDir ?? demo?.backupRoot;
  const facts = createFacts({
    platform: io.platform,
    env,
    homedir,
    arch: io.arch,
    release: os.release(),
    signal: io.signal,
    kill: io.kill,
    now,
    // Read when it is needed: the person may choose a phone only later.
    udid: () => session.udid,
    ...(backupDir === undefined ? {} : { backupDir }),
  });
  return demo === null ? facts : demo.overlay(facts);
}

function reportContext(
  session: Session,
  knowledge: Knowledge,
  time: Pick<ReportContext, 'startedAt' | 'elapsedMs'>,
): ReportContext {
  const { options, io, demo } = session;
  return {
    lang: io.lang,
    tool: { name: TOOL_NAME, version: io.version },
    ...time,
    demo: demo?.scenario ?? null,
    get targets() {
      return [...(session.targets ?? BOTH)];
    },
    again: againFlags(options),
    where: knowledge.where,
    host: knowledge.host,
    devices: knowledge.devices,
    privacy: knowledge.privacy,
  };
}

/** `--backup-dir` names a folder that is not there: a slip of the pen, not a diagnosis. */
async function isMissing(facts: Facts): Promise<boolean> {
  const roots = await facts.backupRoots();
  return roots.known && roots.value.every((root) => root.kind === 'given' && root.state === 'missing');
}

/** Settles which phone is meant where several are connected. @returns false where a script must say */
async function choosePhone(session: Session, facts: Facts, output: Output): Promise<boolean> {
  const { io } = session;
  const listed = valueOrNull(await facts.phone())?.listed ?? [];
  const address = addressOf(session);
  if (session.udid !== null || listed.length < 2 || address === null || !asksPhone(session)) return true;
  const { askWhichPhone, describePhones } = await import('./choose-phone.ts');
  const phones = await describePhones(listed, { address, signal: io.signal, lang: io.lang });
  if (session.interactive) {
    session.udid = await output.withTerminal(async () => askWhichPhone(phones, await createPrompts(io), io.lang));
    return true;
  }
  // For iCloud alone a script can do without the phone: what it would have told is left to the answers.
  if (session.targets !== null && !session.targets.has('computer')) return true;
  if (session.demo !== null) {
    io.stderr.write(`${ui(io.lang)['simulated-header']({ scenario: session.demo.scenario })}\n`);
  }
  const lines = phones.map(({ line }) => `  ${line}\n`).join('');
  io.stderr.write(`${PHONE_WORDS.severalInScript[io.lang]({ count: phones.length })}\n${lines}`);
  return false;
}

/** Checks that have nothing to ask of a phone. */
const WITHOUT_PHONE: ReadonlySet<CheckId> = new Set(['computer-health', 'icloud-storage']);

/** Whether a check that will run asks the phone: only then it matters which one is meant. */
function asksPhone({ options, targets }: Session): boolean {
  const wanted = targets ?? BOTH;
  return CHECKS.some(
    ({ id, targets: kinds }) =>
      !WITHOUT_PHONE.has(id) &&
      kinds.some((kind) => wanted.has(kind)) &&
      !options.skip.has(id) &&
      (options.only === null || options.only.has(id)),
  );
}

/** Offers to pair where that is what stands in the way. @returns whether it was mended */
async function mendTrust(
  session: Session,
  facts: Facts,
  output: Output,
  results: readonly CheckResult[],
): Promise<boolean> {
  const { io } = session;
  const { offerPairing, pairingWouldHelp } = await import('./pair-offer.ts');
  const entry = valueOrNull(await facts.phone())?.chosen ?? null;
  const address = addressOf(session);
  // Pairing works by cable only.
  if (!pairingWouldHelp(results) || entry?.connection !== 'usb' || address === null) return false;
  return output.withTerminal(async () =>
    offerPairing({
      entry,
      address,
      signal: io.signal,
      lang: io.lang,
      prompts: await createPrompts(io),
      drain: () => drainInput(io),
      tell: output.tell,
    }),
  );
}

function addressOf({ io, env }: Session): MuxAddress | null {
  const found = muxAddress(io.platform, env['USBMUXD_SOCKET_ADDRESS']);
  return found.ok ? found.address : null;
}
