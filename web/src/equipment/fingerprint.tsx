import type { ReactElement } from 'react';
import css from './equipment.module.css';

/** A thumbprint as it is compared by eye: in groups of four, in letters of one width. */
export const Fingerprint = ({ hex, large = false }: { hex: string; large?: boolean }): ReactElement => (
  <code className={large ? css.compared : css.hex}>{hex.match(/.{1,4}/g)?.join(' ') ?? ''}</code>
);
