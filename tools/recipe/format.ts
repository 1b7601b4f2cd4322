import { writeFileSync } from 'node:fs';
import { formatRecipe } from '../../src/definition/recipes/domain/index.js';
import type { Command } from './command.js';
import { readFile } from './files.js';

export const format: Command = {
  usage: 'format FILE… [--check]',
  about: 'Gives files their one layout, comments kept. With --check only says which differ, with exit code 1.',
  run({ files, check }) {
    const changed = files.filter((file) => {
      const text = readFile(file);
      const formatted = formatRecipe(text);
      if (formatted !== text && !check) writeFileSync(file, formatted);
      return formatted !== text;
    });
    return {
      text: changed.map((file) => `${file} ${check ? 'is not' : 'was'} formatted`),
      json: { changed },
      ok: !check || changed.length === 0,
    };
  },
};
