import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { runPlant } from './plant/run.js';

/** What is typed after a question; a secret is not shown. */
async function ask(question: string, secret = false): Promise<string | null> {
  if (!process.stdin.isTTY) return null;
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: secret ? silent : process.stderr, terminal: true });
  if (secret) process.stderr.write(question);
  try {
    return await lines.question(secret ? '' : question);
  } finally {
    lines.close();
    if (secret) process.stderr.write('\n');
  }
}

const terminal = { env: process.env, say: (line: string) => console.log(line), ask };
const { out, code } = await runPlant(process.argv.slice(2), terminal);
(code === 2 ? console.error : console.log)(out);
process.exitCode = code;
