import { execFile } from 'node:child_process';

/** A command of the folder tools as people run it, with these settings; what it printed, and how it ended. */
export function runTool(
  tool: string,
  args: string[],
  settings: Record<string, string>,
): Promise<{ code: number; out: string }> {
  const all = ['--import', './test/support/typescript.mjs', `tools/${tool}.ts`, ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, all, { env: { ...process.env, ...settings } }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), out: stdout + stderr }),
    );
  });
}
