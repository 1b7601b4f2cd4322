import { Module } from '@nestjs/common';
import { OrganisationModule } from '../../trust/organisation/index.js';
import { Orders } from './place-order.service.js';
import { TherapyOrderController } from './therapy-order.controller.js';

@Module({
  imports: [OrganisationModule],
  controllers: [TherapyOrderController],
  providers: [Orders],
  exports: [Orders],
})
export class CustodyModule {}
