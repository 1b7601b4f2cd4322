import { writeFileSync } from 'node:fs';
import { applySteps, outcomeText, stepText } from './apply.js';
import type { Answer, Command, Terminal } from './command.js';
import { differenceText } from './differences.js';
import { writePlant } from './export.js';
import { type Plan, planOf } from './plan.js';
import { findingText, lintFiles, soundPlant, Unusable } from './read-files.js';
import { readServerPlant, readSites } from './server-plant.js';

const CHANGED_SINCE = 'the plant was changed at the server meanwhile: nothing was applied; look at the plan again';

export const lint: Command = {
  needs: 'files',
  usage: 'lint FILE…',
  about: 'Says everything that is wrong with a plant, each at its line. No server is asked.',
  run({ files }) {
    const { findings } = lintFiles(files);
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    const sum = `${plural(files.length, 'file')}: ${plural(errors, 'error')}, ${plural(findings.length - errors, 'warning')}`;
    return { text: [...findings.map(findingText), sum], json: findings, ok: errors === 0 };
  },
};

export const diff: Command = {
  needs: 'server',
  usage: 'diff FILE… --url URL --username NAME [--retire]',
  about:
    'Says what applying would change at a server, and what it would leave to people. Exit code 1 where they differ.',
  async run({ files, retire }, { api }) {
    const plant = soundPlant(files);
    const plan = planOf(plant, await readServerPlant(api, plant.site.code), { retire });
    return planned(plan, plan.steps.length === 0 && !plan.notes.some(({ differs }) => differs));
  },
};

export const apply: Command = {
  needs: 'server',
  usage: 'apply FILE… --url URL --username NAME --reason TEXT [--retire] [--yes]',
  about:
    'Makes a server’s plant that of the files: shows what changes, asks, and does it, each change a fact with the reason.',
  async run({ files, retire, reason, yes }, { api, url, terminal }) {
    if (reason === undefined || reason.trim() === '')
      throw new Unusable('--reason says why, for every fact of the change');
    const plant = soundPlant(files);
    const plan = planOf(plant, await readServerPlant(api, plant.site.code), { retire });
    const shown = planned(plan, true);
    if (plan.steps.length === 0) return shown;
    if (plan.steps.some(({ refused }) => refused !== null))
      return { ...shown, text: [...shown.text, 'nothing was applied'], ok: false };
    for (const line of shown.text) terminal.say(line);
    if (!yes && !(await isConfirmed(terminal, `Apply this at ${url}? (yes/no) `)))
      return { text: ['nothing was applied'], json: { ...planJson(plan), outcomes: [] }, ok: false };
    // another may have been at work since: what nobody was asked about is not done
    const again = planOf(plant, await readServerPlant(api, plant.site.code), { retire });
    if (JSON.stringify(planJson(again)) !== JSON.stringify(planJson(plan)))
      return { ...planned(again, false), text: [CHANGED_SINCE] };
    const outcomes = await applySteps(api, plan.steps, reason);
    const done = outcomes.filter(({ result }) => result === 'done').length;
    return {
      text: [...outcomes.map(outcomeText), `${done} of ${plural(outcomes.length, 'change')} done`],
      json: { ...planJson(plan), outcomes: outcomes.map(({ step, ...rest }) => ({ id: step.id, ...rest })) },
      ok: done === outcomes.length,
    };
  },
};

export const write: Command = {
  needs: 'server',
  usage: 'export FILE --url URL --username NAME [--site CODE]',
  about: 'Writes a server’s plant as a file, the same bytes for the same plant.',
  async run({ files, site }, { api }) {
    const [file, ...more] = files;
    if (more.length > 0) throw new Unusable('export writes one file');
    const text = writePlant(
      await readServerPlant(
        api,
        await siteOf(
          site,
          (await readSites(api)).map(({ code }) => code),
        ),
      ),
    );
    writeFileSync(file!, text);
    return { text: [`${file} is written`], json: { file }, ok: true };
  },
};

async function siteOf(asked: string | undefined, known: string[]): Promise<string> {
  const code = asked ?? (known.length === 1 ? known[0] : undefined);
  if (code === undefined || !known.includes(code))
    throw new Unusable(`--site names one of ${known.join(', ') || 'no sites: the server has none'}`);
  return code;
}

const isConfirmed = async (terminal: Terminal, question: string): Promise<boolean> => {
  const answer = await terminal.ask(question);
  if (answer === null) throw new Unusable('nobody is there to ask: --yes applies without asking');
  return answer.trim() === 'yes';
};

const planJson = ({ steps, notes }: Plan) => ({
  steps: steps.map(({ id, act, title, differences, refused }) => ({ id, act, title, differences, refused })),
  notes,
});

function planned(plan: Plan, ok: boolean): Answer {
  const { steps, notes } = plan;
  const count = (act: string): number => steps.filter((step) => step.act === act).length;
  return {
    text: [
      ...steps.flatMap((step) => [
        stepText(step),
        ...step.differences.map((one) => `    ${differenceText(one)}`),
        ...(step.refused === null ? [] : [`    refused: ${step.refused}`]),
      ]),
      ...notes.map(({ text }) => `note: ${text}`),
      steps.length === 0
        ? 'no difference'
        : `${count('add')} to add, ${count('change')} to change, ${count('retire')} to take out of service, ${count('trust')} to trust`,
    ],
    json: planJson(plan),
    ok,
  };
}

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
