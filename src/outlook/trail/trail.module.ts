import { Module } from '@nestjs/common';
import { ExportTrail } from './export-trail.service.js';
import { ReviewTrail } from './review-trail.service.js';
import { SearchTrail } from './search-trail.service.js';
import { TrailController } from './trail.controller.js';

@Module({ controllers: [TrailController], providers: [SearchTrail, ExportTrail, ReviewTrail] })
export class TrailModule {}
