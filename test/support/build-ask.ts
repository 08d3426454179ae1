/** Bundles `ask-facts.ts` into one file that plain Node.js can start. */
import { chmodSync, mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Path of the program. The `usb` package stays outside: its native part can't be bundled. */
export async function buildAsk(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'ask-'));
  // Other users start it too.
  chmodSync(folder, 0o755);
  const outfile = join(folder, 'ask.mjs');
  const usb = pathToFileURL(createRequire(import.meta.url).resolve('usb')).href;
  await build({
    entryPoints: [fileURLToPath(new URL('ask-facts.ts', import.meta.url))],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outfile,
    logLevel: 'error',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    plugins: [
      {
        name: 'usb-outside',
        setup: ({ onResolve }) => onResolve({ filter: /^usb$/ }, () => ({ path: usb, external: true })),
      },
    ],
  });
  return outfile;
}
