import { Body, Controller, Get, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { type Caller, CallerOf, Command, type CommandContext, Permission } from '../../platform/http/index.js';
import { Orders } from './place-order.service.js';
import { OrderDto, PlaceOrderDto } from './therapy-order.dto.js';

@ApiTags('orders')
@Controller('orders')
export class TherapyOrderController {
  constructor(private readonly orders: Orders) {}

  /** An order for one patient's therapy, under a pseudonym and a chain-of-identity id. */
  @Post()
  @Permission('order.write')
  @ApiCreatedResponse({ type: OrderDto })
  place(@Command() command: CommandContext, @Body() body: PlaceOrderDto): Promise<OrderDto> {
    return this.orders.place(command, body);
  }

  @Get()
  @Permission('order.read')
  @ApiOkResponse({ type: [OrderDto] })
  list(@CallerOf() caller: Caller): Promise<OrderDto[]> {
    return this.orders.list(caller);
  }
}
