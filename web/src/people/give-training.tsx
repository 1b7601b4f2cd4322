import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { order } from '../api/client.js';
import { useConnection } from '../api/connection.js';
import { refresh } from '../api/refresh.js';
import { useCommand } from '../api/use-command.js';
import { dayIn } from '../parts/day.js';
import { Action } from '../parts/action.js';
import { Answer } from '../parts/answer.js';
import { Panel } from '../parts/panel.js';
import { Refused } from '../parts/refused.js';
import { Select } from '../parts/select.js';
import { TextField } from '../parts/text-field.js';
import { useZone } from '../session/use-session.js';
import { ReasonPanel } from '../step/reason-panel.js';
import looks from './people.module.css';
import { skillsQuery } from './queries.js';

interface Props {
  person: { id: string; name: string };
  close: () => void;
}

const DOCUMENT = '@document';

/** That the person at the tablet trained another: in a skill, or in a document at its version. */
export function RecordTraining({ person, close }: Props): ReactElement {
  const { t } = useTranslation();
  const client = useQueryClient();
  const zone = useZone();
  const offline = useConnection() === 'offline';
  const skills = useQuery(skillsQuery);
  const [chosen, setChosen] = useState<string | undefined>();
  const [document, setDocument] = useState({ code: '', version: '', title: '' });
  const [day, setDay] = useState(() => dayIn(zone, Date.now()));
  const what = chosen ?? (skills.data === undefined ? null : (skills.data[0]?.code ?? DOCUMENT));
  const command = useCommand({ done: () => void refresh(client, [['people'], ['training']]).then(close) });
  const skill = what === null ? null : { kind: 'skill' as const, code: what };
  const named = what === DOCUMENT ? given(document) : skill;
  return (
    <ReasonPanel
      at={{ barred: offline ? 'offline' : null }}
      title={t('training.recordFor', { name: person.name })}
      text={t('training.record.text')}
      ask={t('training.evidence')}
      submit={t('training.record')}
      busy={command.isPending}
      error={command.error}
      incomplete={named === null || day === ''}
      give={(evidence) =>
        named !== null &&
        command.mutate(order('/api/people/{id}/training', { id: person.id }, { ...named, day, evidence }))
      }
      close={close}
    >
      <div className={looks.form}>
        <Answer query={skills} what={t('training.loadingSkills')}>
          {(known) => (
            <Select
              label={t('training.what')}
              value={what ?? DOCUMENT}
              options={[
                ...known.map(({ code, title }) => ({ value: code, title })),
                { value: DOCUMENT, title: t('training.document') },
              ]}
              change={setChosen}
            />
          )}
        </Answer>
        {what === DOCUMENT && <Document document={document} change={setDocument} />}
        <TextField label={t('training.day')} type="date" value={day} change={setDay} />
      </div>
    </ReasonPanel>
  );
}

interface DocumentTyped {
  code: string;
  version: string;
  title: string;
}

function Document({
  document,
  change,
}: {
  document: DocumentTyped;
  change: (document: DocumentTyped) => void;
}): ReactElement {
  const { t } = useTranslation();
  return (
    <>
      {(['code', 'version', 'title'] as const).map((field) => (
        <TextField
          key={field}
          label={t(`training.document.${field}`)}
          value={document[field]}
          change={(text) => change({ ...document, [field]: text })}
        />
      ))}
    </>
  );
}

/** A document as it is sent; null while its code or version is missing. */
function given({ code, version, title }: DocumentTyped) {
  const typed = { code: code.trim(), version: version.trim(), title: title.trim() };
  if (typed.code === '' || typed.version === '') return null;
  const { title: said, ...rest } = typed;
  return { kind: 'document' as const, ...rest, ...(said === '' ? {} : { title: said }) };
}

/** A document for a person to read and to sign. */
export function AssignReading({ person, close }: Props): ReactElement {
  const { t } = useTranslation();
  const client = useQueryClient();
  const offline = useConnection() === 'offline';
  const [document, setDocument] = useState({ code: '', version: '', title: '' });
  const [due, setDue] = useState('');
  const command = useCommand({ done: () => void refresh(client, [['people'], ['training']]).then(close) });
  const named = given(document);
  const give = (): void => {
    if (named === null) return;
    const { kind: _, ...body } = named;
    command.mutate(order('/api/people/{id}/readings', { id: person.id }, { ...body, ...(due === '' ? {} : { due }) }));
  };
  return (
    <Panel
      title={t('training.assignTo', { name: person.name })}
      close={close}
      way={
        <Action tone="main" off={named === null || offline} busy={command.isPending} onPress={give}>
          {t('training.assign')}
        </Action>
      }
    >
      <p>{t('training.assign.text')}</p>
      <Refused error={command.error} />
      <div className={looks.form}>
        <Document document={document} change={setDocument} />
        <TextField label={t('training.due')} type="date" value={due} change={setDue} />
      </div>
    </Panel>
  );
}
