import { type FormEvent, type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Action } from '../parts/action.js';
import { Select } from '../parts/select.js';
import { TextField } from '../parts/text-field.js';
import { word } from '../text/words.js';
import { SORTS, type TrailSearch, trailSearch } from './search.js';
import css from './trail.module.css';
import { GROUPS, KINDS, ROLES } from './trail-words.js';

interface Props {
  search: TrailSearch;
  change: (search: TrailSearch) => void;
}

const titled = (set: string, codes: readonly string[]) => codes.map((value) => ({ value, title: word(set, value) }));

type Typed = 'text' | 'subject' | 'person';

/** Lines that are typed, and asked for with Enter or the button; choices take effect at once. */
export function TrailFilters({ search, change }: Props): ReactElement {
  const { t } = useTranslation();
  const [typed, setTyped] = useState<Pick<TrailSearch, Typed>>(search);
  const [isWide, setWide] = useState(
    search.person !== undefined || search.role !== undefined || search.from !== undefined,
  );
  const put = (part: { [K in keyof TrailSearch]?: TrailSearch[K] | undefined }): void =>
    change(trailSearch({ ...search, ...typed, ...part }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    put({});
  };
  const field = (name: Typed, hint?: string): ReactElement => (
    <TextField
      label={t(`trail.${name}`)}
      value={typed[name] ?? ''}
      change={(value) => setTyped({ ...typed, [name]: value })}
      {...(hint === undefined ? {} : { hint })}
    />
  );
  return (
    <form className={css.filters} onSubmit={submit} role="search" aria-label={t('trail.filters')}>
      <div className={css.fields}>
        {field('text', t('trail.text.hint'))}
        <Select
          label={t('trail.kind')}
          every={t('trail.kind.every')}
          value={search.kind}
          options={titled('trailKind', KINDS)}
          change={(kind) => put(kind === undefined ? { kind, subject: undefined, mentions: undefined } : { kind })}
        />
        {search.kind !== undefined && field('subject', t('trail.subject.hint'))}
        <Select
          label={t('trail.group')}
          every={t('trail.group.every')}
          value={search.group}
          options={titled('trailGroup', GROUPS)}
          change={(group) => put({ group })}
        />
        <Select
          label={t('trail.sort')}
          value={search.sort ?? 'newest'}
          options={SORTS.map((value) => ({ value, title: t(`trail.sort.${value}`) }))}
          change={(sort) => put({ sort: SORTS.find((one) => one === sort) })}
        />
        {isWide && (
          <>
            {field('person')}
            <Select
              label={t('trail.role')}
              every={t('trail.role.every')}
              value={search.role}
              options={titled('role', ROLES)}
              change={(role) => put({ role })}
            />
            {(['from', 'to'] as const).map((day) => (
              <TextField
                key={day}
                type="date"
                label={t(`trail.${day}`)}
                value={search[day] ?? ''}
                change={(value) => put({ [day]: value })}
              />
            ))}
          </>
        )}
      </div>
      <div className={css.ways}>
        <Action type="submit" tone="main">
          {t('trail.search')}
        </Action>
        <Action
          tone="quiet"
          pressed={search.critical === true}
          onPress={() => put({ critical: search.critical === true ? undefined : true })}
        >
          {t('trail.critical')}
        </Action>
        {search.subject !== undefined && (
          <Action
            tone="quiet"
            pressed={search.mentions === true}
            onPress={() => put({ mentions: search.mentions === true ? undefined : true })}
          >
            {t('trail.mentions')}
          </Action>
        )}
        <Action tone="quiet" expanded={isWide} onPress={() => setWide(!isWide)}>
          {t(isWide ? 'trail.less' : 'trail.more')}
        </Action>
        <Action
          tone="quiet"
          onPress={() => {
            setTyped({});
            change({});
          }}
        >
          {t('trail.clear')}
        </Action>
      </div>
    </form>
  );
}
