import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pictureQuery } from '../api/queries.js';
import { Action } from './action.js';
import { Mark } from './mark.js';
import actions from './action.module.css';
import { Dialog } from './dialog.js';
import css from './picture.module.css';

interface Shown {
  url: string;
  shows: string;
}

/** The picture over the whole page, until it is closed. */
function Enlarged({ url, shows, close }: Shown & { close: () => void }): ReactElement {
  const { t } = useTranslation();
  return (
    <Dialog className={css.dialog} label={shows} close={close}>
      <img className={css.large} src={url} alt={shows} onClick={close} />
      <footer className={css.foot}>
        <p>{shows}</p>
        <Action tone="main" onPress={close}>
          {t('account.close')}
        </Action>
      </footer>
    </Dialog>
  );
}

/** What stands for a picture that is not there (yet): its words. */
const Worded = ({ shows, why, way }: { shows: string; why: string; way?: ReactElement }): ReactElement => (
  <div className={css.worded}>
    <p>
      <b>{shows}</b>
    </p>
    <p className={css.why}>
      <Mark tone="off" size={20} /> {why}
    </p>
    {way}
  </div>
);

/** A picture of the instruction, small; a tap enlarges it. */
export function Picture({ file, shows }: { file: string; shows: string }): ReactElement {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [broken, breaks] = useState(false);
  const { data, isError } = useQuery(pictureQuery(file));
  if (data === undefined) return <Worded shows={shows} why={t(isError ? 'picture.missing' : 'picture.loading')} />;
  const { url, mediaType } = data;
  if (broken || !mediaType.startsWith('image/'))
    return (
      <Worded
        shows={shows}
        why={t('picture.other')}
        way={
          <a className={actions.action} href={url} download={`${shows}.${mediaType.split('/')[1] ?? 'file'}`}>
            {t('picture.open')}
          </a>
        }
      />
    );
  return (
    <>
      <button type="button" className={css.picture} onClick={() => setOpen(true)}>
        <img src={url} alt="" onError={() => breaks(true)} />
        <span>{shows}</span>
      </button>
      {open && <Enlarged url={url} shows={shows} close={() => setOpen(false)} />}
    </>
  );
}
