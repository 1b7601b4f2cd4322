export { printSheet, type Sheet } from './print-sheet.js';
