import { useQueryClient } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '../api/connection.js';
import { refresh } from '../api/refresh.js';
import { address } from '../api/routes.js';
import { useCommand } from '../api/use-command.js';
import { TextField } from '../parts/text-field.js';
import { ReasonPanel } from '../step/reason-panel.js';
import looks from './people.module.css';

const EMPTY = { code: '', title: '', validity: '' };

/** A skill that recipes may ask for: quality gives it its title, and says how long a training is good. */
export function DefineSkill({ close }: { close: () => void }): ReactElement {
  const { t } = useTranslation();
  const client = useQueryClient();
  const offline = useConnection() === 'offline';
  const [typed, setTyped] = useState(EMPTY);
  const command = useCommand({ done: () => void refresh(client, [['training']]).then(close) });
  const [code, title, validity] = [typed.code.trim(), typed.title.trim(), typed.validity.trim()];
  return (
    <ReasonPanel
      at={{ barred: offline ? 'offline' : null }}
      title={t('skill.define')}
      text={t('skill.define.text')}
      submit={t('skill.define')}
      busy={command.isPending}
      error={command.error}
      incomplete={code === '' || title === ''}
      give={(reason) =>
        command.mutate({
          path: address('/api/skills/{code}', { code }),
          method: 'PUT',
          body: { title, reason, ...(validity === '' ? {} : { validity }) },
        })
      }
      close={close}
    >
      <div className={looks.form}>
        {(['code', 'title', 'validity'] as const).map((field) => (
          <TextField
            key={field}
            label={t(`skill.${field}`)}
            hint={t(`skill.${field}.hint`)}
            value={typed[field]}
            change={(text) => setTyped({ ...typed, [field]: text })}
          />
        ))}
      </div>
    </ReasonPanel>
  );
}
