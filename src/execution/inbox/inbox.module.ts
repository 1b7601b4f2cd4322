import { Module } from '@nestjs/common';
import { BatchesModule } from '../batches/index.js';
import { DefineMapping } from './define-mapping.service.js';
import { InboxController } from './inbox.controller.js';
import { SettleResults } from './settle-results.service.js';
import { ShowInbox } from './show-inbox.service.js';
import { TakeFile } from './take-file.service.js';
import { WatchFolder } from './watch-folder.service.js';

@Module({
  imports: [BatchesModule],
  controllers: [InboxController],
  providers: [DefineMapping, SettleResults, TakeFile, ShowInbox, WatchFolder],
})
export class InboxModule {}
