import { eventSinkRoutes as routes } from '@lingpai/contract';
import { deliveryErrorMessage } from '@lingpai/contract/phrases/events';
import {
  createEventSink,
  deleteEventSink,
  listEventSinks,
  readEventSink,
  updateEventSink,
} from '@lingpai/domain';
import type { FastifyInstance } from 'fastify';
import type { AppContext } from '../context.ts';
import { sendTestEvent } from '../events/send-test-event.ts';
import type { AdminAuth } from './admin-auth.ts';
import { register } from './register.ts';

/** 事件接收端 */
export function eventSinksRoutes(
  app: FastifyInstance,
  context: AppContext,
  { requesterOf }: Pick<AdminAuth, 'requesterOf'>,
): void {
  register(app, routes.listEventSinks, async () => ({ items: await listEventSinks(context) }));
  register(app, routes.createEventSink, ({ body, request }) =>
    createEventSink({ sink: body, requester: requesterOf(request) }, context),
  );
  register(app, routes.readEventSink, ({ params }) => readEventSink(params.id, context));
  register(app, routes.updateEventSink, ({ params, body, request }) =>
    updateEventSink({ id: params.id, change: body, requester: requesterOf(request) }, context),
  );
  register(app, routes.deleteEventSink, async ({ params, request }) => {
    await deleteEventSink({ id: params.id, requester: requesterOf(request) }, context);
    return undefined;
  });
  register(app, routes.testEventSink, async ({ params, request, language }) => {
    const result = await sendTestEvent({ id: params.id, requester: requesterOf(request) }, context);
    const error = (result.isDelivered ? result.note : result.error) ?? '';
    return { isDelivered: result.isDelivered, error, message: deliveryErrorMessage(error, language) };
  });
}
