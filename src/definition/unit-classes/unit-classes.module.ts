import { Global, Module } from '@nestjs/common';
import { DefineUnitClass } from './define-unit-class.service.js';
import { UnitClasses } from './find-unit-class.service.js';
import { UnitClassController } from './unit-class.controller.js';

@Global()
@Module({
  controllers: [UnitClassController],
  providers: [UnitClasses, DefineUnitClass],
  exports: [UnitClasses],
})
export class UnitClassesModule {}
