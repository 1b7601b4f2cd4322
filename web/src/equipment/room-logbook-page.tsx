import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { Logbook } from '../unit/logbook.js';
import { EquipmentPage } from './equipment-page.js';

/** The logbook of a room: of all units for as long as each stood in it. */
export function RoomLogbookPage({ site, room }: { site: string; room: string }): ReactElement {
  const { t } = useTranslation();
  return (
    <EquipmentPage at={null} title={t('logbook.ofRoom', { room })} needs="plant.read">
      <Logbook
        place={{ site, room }}
        heading={t('logbook.ofRoom', { room })}
        about={t('logbook.ofRoom.about', { site })}
      />
    </EquipmentPage>
  );
}
