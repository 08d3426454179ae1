import { describe, expect, it } from 'vitest';
import { computerHealth } from '../../src/checks/computer-health.ts';
import { known, unknown } from '../../src/facts/fact.ts';
import { contextOf } from '../support/context.ts';
import { type FakeAnswers, type FakePlatform, fakeFacts } from '../support/fake-facts.ts';

const look = (answers: FakeAnswers, platform: FakePlatform = 'windows') =>
  computerHealth.run(contextOf({ facts: fakeFacts(answers, platform) }));
const GIB = 1024 ** 3;

describe('computer-health', () => {
  it.each(['windows', 'macos', 'linux'] as const)('passes on a healthy %s and quotes the memory', async (platform) => {
    expect(await look({}, platform)).toMatchObject({ status: 'pass', evidence: { availableBytes: 8 * GIB } });
  });

  it('tells a pending restart as likely, with where Windows says so', async () => {
    const outcome = await look({ restartPending: known({ reasons: ['windows-update'] }) });
    expect(outcome).toMatchObject({
      cause: { id: 'restart-pending', args: { reasons: ['windows-update'] } },
      confidence: 'likely',
      evidence: { restartPending: ['windows-update'] },
    });
  });

  it('tells missing media features only where the pack was looked for and is not there', async () => {
    const edition = { edition: 'ProfessionalN', withoutMedia: true };
    expect(await look({ mediaFeatures: known({ ...edition, packInstalled: known(false) }) })).toMatchObject({
      cause: { id: 'media-features-missing', args: { edition: 'ProfessionalN' } },
    });
    expect((await look({ mediaFeatures: known({ ...edition, packInstalled: known(true) }) })).status).toBe('pass');
    expect(
      await look({ mediaFeatures: known({ ...edition, packInstalled: unknown('missing-tool', 'powershell') }) }),
    ).toMatchObject({ status: 'unknown', why: 'missing-tool' });
  });

  it('tells starving memory as likely', async () => {
    const memory = known({ availableBytes: 100 * 1024 ** 2, totalBytes: 4 * GIB });
    expect(await look({ memory }, 'linux')).toMatchObject({ cause: { id: 'memory-low' }, confidence: 'likely' });
  });

  it('does not pass over what it could not read', async () => {
    expect(await look({ restartPending: unknown('denied', 'reg') })).toMatchObject({
      status: 'unknown',
      why: 'denied',
    });
    expect(await look({ memory: unknown('crash', 'x') }, 'macos')).toMatchObject({ status: 'unknown', why: 'crash' });
  });
});
