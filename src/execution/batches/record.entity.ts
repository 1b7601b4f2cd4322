import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Rounding } from '../../kernel/quantity.js';
import { instant } from '../../platform/database/index.js';
import type {
  AttachmentRow,
  CaptureRow,
  EntryRow,
  EventRow,
  EvidenceRow,
  ExceptionRow,
  NoteRow,
} from './domain/index.js';

@Entity('entry')
export class EntryEntity implements EntryRow {
  @PrimaryColumn('text') id!: string;
  @Column('uuid') batch!: string;
  @Column('uuid') step!: string;
  @Column('text') number!: string;
  @Column('text') field!: string;
  @Column('text') source!: EntryRow['source'];
  @Column('text', { nullable: true }) value!: string | null;
  @Column('text', { nullable: true }) unit!: string | null;
  @Column('text', { nullable: true }) verdict!: EntryRow['verdict'];
  @Column('jsonb', { nullable: true }) inputs!: Record<string, string> | null;
  @Column('jsonb', { nullable: true }) rounding!: Rounding | null;
  @Column('text') by!: string;
  @Column('uuid', { nullable: true }) byPerson!: string | null;
  @Column(instant()) at!: string;
  @Column(instant()) recordedAt!: string;
  @Column('boolean') late!: boolean;
  @Column('text', { nullable: true }) reason!: string | null;
  @Column('text', { nullable: true }) because!: string | null;
  @Column('jsonb', { nullable: true }) file!: EntryRow['file'];
  @Column('text', { nullable: true }) supersededBy!: string | null;
}

@Entity('capture')
export class CaptureEntity implements CaptureRow {
  @PrimaryColumn('text') id!: string;
  @Column('uuid') batch!: string;
  @Column('uuid') step!: string;
  @Column('text') entry!: string;
  @Column('uuid') unit!: string;
  @Column('text') tag!: string;
  @Column('text') aggregate!: CaptureRow['aggregate'];
  @Column(instant()) fromTime!: string;
  @Column(instant()) toTime!: string;
  @Column('text') quality!: CaptureRow['quality'];
  @Column(instant({ nullable: true })) sourceTime!: string | null;
  @Column('jsonb') arrivals!: string[];
}

@Entity('evidence')
export class EvidenceEntity implements EvidenceRow {
  @PrimaryColumn('text') id!: string;
  @Column('uuid') batch!: string;
  @Column('uuid') step!: string;
  @Column('uuid') unit!: string;
  @Column('integer') seq!: number;
  @Column('text') fromArrival!: string;
  @Column('text') toArrival!: string;
  @Column('integer') count!: number;
  @Column('text') root!: string;
  @Column('boolean') supplementary!: boolean;
}

@Entity('event')
export class EventEntity implements EventRow {
  @PrimaryColumn('text') id!: string;
  @Column('uuid') batch!: string;
  @Column('uuid', { nullable: true }) step!: string | null;
  @Column('text') number!: string;
  @Column('text') kind!: string;
  @Column('text') identity!: string;
  @Column('jsonb') values!: Record<string, unknown>;
  @Column(instant()) startedAt!: string;
  @Column(instant({ nullable: true })) endedAt!: string | null;
}

@Entity('exception')
export class ExceptionEntity implements ExceptionRow {
  @PrimaryColumn('text') id!: string;
  @Column('uuid') batch!: string;
  @Column('uuid', { nullable: true }) step!: string | null;
  @Column('text') number!: string;
  @Column('text') kind!: string;
  @Column('text') identity!: string;
  @Column('jsonb') values!: Record<string, unknown>;
  @Column(instant()) startedAt!: string;
  @Column(instant({ nullable: true })) endedAt!: string | null;
  @Column('text') criticality!: ExceptionRow['criticality'];
  @Column('text') onBreach!: ExceptionRow['onBreach'];
  @Column(instant()) raisedAt!: string;
  @Column('text', { nullable: true }) comment!: string | null;
  @Column('text', { nullable: true }) commentBy!: string | null;
  @Column(instant({ nullable: true })) commentAt!: string | null;
  @Column('text', { nullable: true }) answer!: ExceptionRow['answer'];
  @Column('text', { nullable: true }) answerBy!: string | null;
  @Column(instant({ nullable: true })) answerAt!: string | null;
  @Column('uuid', { nullable: true }) deviation!: string | null;
}

@Entity('note')
export class NoteEntity implements NoteRow {
  @PrimaryColumn('text') id!: string;
  @Column('uuid') batch!: string;
  @Column('uuid', { nullable: true }) step!: string | null;
  @Column('text') number!: string;
  @Column('text') kind!: NoteRow['kind'];
  @Column('text') text!: string;
  @Column('jsonb') files!: string[];
  @Column('text') by!: string;
  @Column(instant()) at!: string;
}

@Entity('attachment')
export class AttachmentEntity implements AttachmentRow {
  @PrimaryColumn('text') id!: string;
  @Column('uuid') batch!: string;
  @Column('uuid') step!: string;
  @Column('text') file!: string;
  @Column('text') name!: string;
  @Column('text') mediaType!: string;
  @Column('integer') size!: number;
  @Column('text', { nullable: true }) note!: string | null;
  @Column('text') by!: string;
  @Column(instant()) at!: string;
}
