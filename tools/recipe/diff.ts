import { changesBetween, changeText } from '../../src/definition/recipes/domain/index.js';
import type { Command } from './command.js';
import { readDefinition, Unusable } from './files.js';

export const diff: Command = {
  usage: 'diff BEFORE AFTER',
  about: 'Says what changed from one file to the other, in the words of the process. Exit code 1 where something did.',
  run({ files, basis }) {
    const [before, after, ...more] = files;
    if (before === undefined || after === undefined || more.length > 0) throw new Unusable('diff takes two files');
    const changes = changesBetween(readDefinition(before, basis), readDefinition(after, basis));
    return {
      text: changes.length === 0 ? ['no difference'] : changes.map(changeText),
      json: changes,
      ok: changes.length === 0,
    };
  },
};
