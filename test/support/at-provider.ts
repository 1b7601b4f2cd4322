import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** A provider that runs, and a browser's way through it. */
export interface AtProvider {
  issuer: string;
  /** types a name at its page, or goes away without one; the query with which it sends the browser back */
  through(url: string, login: { as: string; second?: boolean } | null): Promise<string>;
  stop(): Promise<void>;
}

export async function startProvider(returnAddress: string, clientSecret: string): Promise<AtProvider> {
  const child: ChildProcess = fork(here('./identity-provider.ts'), [returnAddress, clientSecret], {
    execArgv: ['--import', here('./typescript.mjs')],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const [issuer] = (await once(child, 'message')) as [string];
  return {
    issuer,
    async through(url, login) {
      const cookies = new Map<string, string>();
      const go = async (to: string, form?: URLSearchParams): Promise<Response> => {
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const init = { redirect: 'manual' as const, headers: { cookie }, ...(form && { method: 'POST', body: form }) };
        const answer = await fetch(new URL(to, issuer), init);
        for (const line of answer.headers.getSetCookie()) {
          const [name = '', value = ''] = line.split(';')[0]!.split('=');
          cookies.set(name, value);
        }
        return answer;
      };
      const form = new URLSearchParams();
      if (login !== null) form.set('login', login.as);
      if (login?.second === true) form.set('second', '1');
      for (let at = url, steps = 0; steps < 10; steps++) {
        if (at.startsWith(returnAddress)) return at.slice(returnAddress.length + 1);
        let answer = await go(at);
        if (answer.status === 200) answer = await go(at, form);
        const next = answer.headers.get('location');
        if (next === null) throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`);
        at = new URL(next, issuer).href;
      }
      throw new Error('the provider sends round and round');
    },
    async stop() {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
