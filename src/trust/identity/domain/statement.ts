import { hashOf } from '../../../kernel/canonical-json.js';

const content = {
  version: 1,
  text:
    'My electronic signature is the legally binding equivalent of my handwritten signature. ' +
    'I am accountable and responsible for every action taken under it. ' +
    'I keep my password to myself, and report at once if anybody else may know it.',
};

/** 11.10(j), 11.100(c): what a person accepts before they can sign; `hash` is over version and text. */
export const STATEMENT = { ...content, hash: hashOf(content) };
