export { publishLines } from './published-lines.js';
