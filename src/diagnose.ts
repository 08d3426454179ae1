/** The diagnosis: facts → checks → events → reporter. Reads only; nothing on the phone or the computer is changed. */
import os from 'node:os';
import { createAsk, mayAsk } from './ask/ask.ts';
import { createTerminalAsk } from './ask/terminal.ts';
import { CHECKS } from './checks/index.ts';
import type { CheckResult, Target } from './core/check.ts';
import { run } from './core/run.ts';
import { exitCodeOf } from './core/verdict.ts';
import { createFacts } from './facts/index.ts';
import type { Facts } from './facts/types.ts';
import { createPrompts } from './inquirer.ts';
import { type Io, TOOL_NAME } from './main.ts';
import { usageSentence } from './messages/usage.ts';
import type { Options } from './options.ts';
import { createOutput } from './report/output.ts';
import type { ReportContext } from './report/types.ts';
import { againFlags } from './report-again.ts';
import { createKnowledge } from './report-knowledge.ts';

const BOTH: ReadonlySet<Target> = new Set(['computer', 'icloud']);

/** @returns the exit code */
export async function diagnose(options: Options, io: Io): Promise<number> {
  const startedAt = Date.now();
  const begin = performance.now();
  const homedir = os.homedir();
  const facts = createFacts({
    platform: io.platform,
    env: io.env,
    homedir,
    arch: io.arch,
    release: os.release(),
    signal: io.signal,
    now: startedAt,
    ...(options.backupDir === null ? {} : { backupDir: options.backupDir }),
  });
  if (options.backupDir !== null && (await isMissing(facts))) {
    io.stderr.write(`${usageSentence({ kind: 'no-such-folder', value: options.backupDir }, io.lang)}\n`);
    return 2;
  }

  let targets: ReadonlySet<Target> = options.targets ?? BOTH;
  const knowledge = createKnowledge(facts, {
    homedir,
    login: os.userInfo().username,
    showPrivate: options.showPrivate,
  });
  const context: ReportContext = {
    lang: io.lang,
    tool: { name: TOOL_NAME, version: io.version },
    startedAt,
    elapsedMs: () => performance.now() - begin,
    demo: null,
    get targets() {
      return [...targets];
    },
    again: againFlags(options),
    where: knowledge.where,
    host: knowledge.host,
    devices: knowledge.devices,
    privacy: knowledge.privacy,
  };
  const output = createOutput(
    { json: options.json, plain: options.plain, noColor: !options.color },
    { env: io.env, platform: io.platform, stdout: io.stdout, stderr: io.stderr },
    context,
  );

  const terminal = createTerminalAsk({
    lang: io.lang,
    prompts: () => createPrompts(io),
    tell: output.tell,
    withTerminal: output.withTerminal,
  });
  const interactive = mayAsk({
    stdinIsTerminal: io.stdin.isTTY === true,
    stderrIsTerminal: io.stderr.isTTY === true,
    json: options.json,
    noInput: !options.input,
    ci: io.env['CI'],
  });
  try {
    if (options.targets === null && interactive) targets = await terminal.target();
    if (targets.has('computer')) knowledge.collect();
    const ask = createAsk(options.answers, interactive ? terminal.put : null);
    let results: readonly CheckResult[] = [];
    const events = run(
      CHECKS,
      { facts, ask, targets, now: startedAt, udid: options.udid },
      { all: options.all, only: options.only, skip: options.skip, signal: io.signal, clock: () => performance.now() },
    );
    for await (const event of events) {
      await output.reporter.event(event);
      if (event.type === 'end') results = event.results;
    }
    return exitCodeOf(results);
  } finally {
    // Also on Ctrl-C: the spinner goes away and the cursor comes back.
    output.close();
  }
}

/** `--backup-dir` names a folder that is not there: a slip of the pen, not a diagnosis. */
async function isMissing(facts: Facts): Promise<boolean> {
  const roots = await facts.backupRoots();
  return roots.known && roots.value.every((root) => root.kind === 'given' && root.state === 'missing');
}
