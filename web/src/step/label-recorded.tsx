import type { ReactElement } from 'react';
import css from './label.module.css';
import { Accounted } from './reconcile.js';
import { type Label, Specimen } from './specimen.js';

/** Labels of one kind as they were printed, put on and accounted for. */
export const LabelRecorded = ({ label, zone }: { label: Label; zone: string }): ReactElement => (
  <section className={css.label} aria-label={label.title}>
    <div className={css.copies}>
      {label.copies.map((copy) => (
        <Specimen key={copy.id} label={label} copy={copy} zone={zone} next={false} />
      ))}
    </div>
    <p>
      <Accounted label={label} />
    </p>
  </section>
);
