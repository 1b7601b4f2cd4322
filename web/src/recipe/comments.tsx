import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { address } from '../api/routes.js';
import { useConnection } from '../api/connection.js';
import { Action } from '../parts/action.js';
import { useDrafts } from '../parts/drafts.js';
import { written } from '../parts/instant.js';
import { Mark } from '../parts/mark.js';
import { Panel } from '../parts/panel.js';
import { Refused } from '../parts/refused.js';
import { type Person, usePerson, useZone } from '../session/use-session.js';
import css from './panel.module.css';
import { Part } from './phase-work.js';
import { useRecipeCommand } from './recipe-command.js';
import type { Comment, Version } from './types.js';

const LEAST = 3;

interface SayProps {
  subject: string;
  title: string;
  label: string;
  submit: string;
  path: string;
  body: (text: string) => object;
  close: () => void;
}

/** A text that goes on record: a comment, or how one was resolved. */
function Say({ subject, title, label, submit, path, body, close }: SayProps): ReactElement {
  const person = usePerson();
  const offline = useConnection() === 'offline';
  const { drafts, change, forget } = useDrafts(person.username, subject);
  const command = useRecipeCommand(() => {
    forget();
    close();
  });
  const text = (drafts.text ?? '').trim();
  return (
    <Panel
      title={title}
      close={close}
      way={
        <Action
          tone="main"
          off={text.length < LEAST || offline}
          busy={command.isPending}
          onPress={() => command.mutate({ path, body: body(text) })}
        >
          {submit}
        </Action>
      }
    >
      <Refused error={command.error} />
      <label>
        {label}
        <textarea
          rows={4}
          value={drafts.text ?? ''}
          onChange={({ currentTarget }) => change('text', currentTarget.value)}
        />
      </label>
    </Panel>
  );
}

/** While a version is drafted or reviewed its author and its reviewers talk about it. */
const mayComment = ({ state }: Version, person: Person): boolean =>
  (state === 'draft' || state === 'in-review') && person.may('recipe.comment');

/** Said in answer to a comment; it is resolved with it. */
function Replied({ reply: { text, name, at } }: { reply: Comment }): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  return (
    <li className={css.reply}>
      <p className={css.by}>{t('comment.resolved', { name, time: written(at, zone).full })}</p>
      <p className={css.instruction}>{text}</p>
    </li>
  );
}

function Said({ version, comment }: { version: Version; comment: Comment }): ReactElement {
  const { t } = useTranslation();
  const zone = useZone();
  const person = usePerson();
  const [doing, begin] = useState<'resolve' | 'answer' | null>(null);
  const replies = version.comments.filter(({ replyTo }) => replyTo === comment.id);
  const { id, text, name, at, resolution, resolvedName, resolvedAt } = comment;
  const isOpen = resolvedAt === null;
  const mayResolve = comment.person === person.id || (person.may('recipe.approve') && version.author !== person.id);
  return (
    <li className={css.comment}>
      <p className={css.by}>
        <Mark tone={isOpen ? 'note' : 'done'} size={20} />
        <span>{t(isOpen ? 'comment.open' : 'comment.resolved', { name, time: written(at, zone).full })}</span>
      </p>
      <p className={css.instruction}>{text}</p>
      {!isOpen && (
        <p className={css.kind}>
          {t('comment.resolution', { name: resolvedName ?? '', time: written(resolvedAt, zone).full, resolution })}
        </p>
      )}
      {replies.length > 0 && (
        <ul className={css.values} aria-label={t('comment.answers')}>
          {replies.map((reply) => (
            <Replied key={reply.id} reply={reply} />
          ))}
        </ul>
      )}
      {isOpen && (
        <div className={css.ways}>
          {mayComment(version, person) && (
            <Action tone="quiet" onPress={() => begin('answer')}>
              {t('comment.answer')}
            </Action>
          )}
          {mayResolve && (
            <Action tone="quiet" onPress={() => begin('resolve')}>
              {t('comment.resolve')}
            </Action>
          )}
        </div>
      )}
      {doing === 'answer' && (
        <Say
          subject={`comment/${id}/answer`}
          title={t('comment.answer.title')}
          label={t('comment.answer.label')}
          submit={t('comment.answer.submit')}
          path={address('/api/recipes/{id}/comments', { id: version.id })}
          body={(text) => ({ replyTo: id, text })}
          close={() => begin(null)}
        />
      )}
      {doing === 'resolve' && (
        <Say
          subject={`comment/${id}`}
          title={t('comment.resolve.title')}
          label={t('comment.resolve.label')}
          submit={t('comment.resolve.submit')}
          path={address('/api/recipes/{id}/comments/{comment}/resolve', { id: version.id, comment: id })}
          body={(resolution) => ({ resolution })}
          close={() => begin(null)}
        />
      )}
    </li>
  );
}

/** What reviewers said of a phase, or of the version as a whole (null), and a way to say more. */
export function Comments({ version, phase }: { version: Version; phase: string | null }): ReactElement {
  const { t } = useTranslation();
  const person = usePerson();
  const [saying, say] = useState(false);
  const own = version.comments.filter((comment) => comment.phase === phase && comment.replyTo === null);
  const may = mayComment(version, person);
  return (
    <Part title={t('comment.title')}>
      {own.length === 0 && <p>{t('comment.none')}</p>}
      <ul className={css.values}>
        {own.map((comment) => (
          <Said key={comment.id} version={version} comment={comment} />
        ))}
      </ul>
      {may && <Action onPress={() => say(true)}>{t('comment.say')}</Action>}
      {saying && (
        <Say
          subject={`recipe/${version.id}/${phase ?? ''}`}
          title={t('comment.say')}
          label={t('comment.label')}
          submit={t('comment.submit')}
          path={address('/api/recipes/{id}/comments', { id: version.id })}
          body={(text) => ({ phase, text })}
          close={() => say(false)}
        />
      )}
    </Part>
  );
}
