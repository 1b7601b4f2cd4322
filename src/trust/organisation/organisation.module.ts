import { Global, Module } from '@nestjs/common';
import { OrganisationController } from './organisation.controller.js';
import { Organisation } from './find-organisation.service.js';
import { RegisterSite } from './register-site.service.js';
import { RegisterSponsor } from './register-sponsor.service.js';

@Global()
@Module({
  controllers: [OrganisationController],
  providers: [Organisation, RegisterSite, RegisterSponsor],
  exports: [Organisation, RegisterSite],
})
export class OrganisationModule {}
