import {
  type RouteDefinition,
  agentAdminRoutes,
  agentRoutes,
  auditRoutes,
  backendRoutes,
  eventSinkRoutes,
  importRoutes,
  organizationRoutes,
  sessionRoutes,
  settingsRoutes,
  tokenClockRoutes,
  tokenRoutes,
  userRoutes,
} from '@lingpai/contract';

/** The modules of the contract, in the order the page shows them. */
export const AGENT_MODULES = [agentRoutes] as const;
export const MANAGEMENT_MODULES = [
  sessionRoutes,
  organizationRoutes,
  userRoutes,
  tokenRoutes,
  tokenClockRoutes,
  importRoutes,
  agentAdminRoutes,
  backendRoutes,
  eventSinkRoutes,
  auditRoutes,
  settingsRoutes,
] as const;

type RouteNames<M> = M extends unknown
  ? { [K in keyof M]: M[K] extends RouteDefinition ? K : never }[keyof M]
  : never;
/** What an operation is called: as its route in the contract. */
export type AgentOperationId = Extract<RouteNames<(typeof AGENT_MODULES)[number]>, string>;
export type ManagementOperationId = Extract<RouteNames<(typeof MANAGEMENT_MODULES)[number]>, string>;
export type OperationId = AgentOperationId | ManagementOperationId;

/** One call of an interface, as the document describes it. */
export type Operation =
  | { readonly kind: 'agent'; readonly id: AgentOperationId; readonly route: RouteDefinition }
  | { readonly kind: 'management'; readonly id: ManagementOperationId; readonly route: RouteDefinition };

/** All that is described, interface by interface. */
export function listOperations(): Operation[] {
  return [
    ...routesOf(AGENT_MODULES).map(([id, route]): Operation => ({
      kind: 'agent',
      id: id as AgentOperationId,
      route,
    })),
    ...routesOf(MANAGEMENT_MODULES).map(([id, route]): Operation => ({
      kind: 'management',
      id: id as ManagementOperationId,
      route,
    })),
  ];
}

/** `METHOD path`, as the server knows the route. */
export function callOf({ method, path }: RouteDefinition): string {
  return `${method} ${path}`;
}

function routesOf(modules: readonly object[]): [name: string, route: RouteDefinition][] {
  return modules.flatMap((module) =>
    Object.entries(module).filter((entry): entry is [string, RouteDefinition] => isRoute(entry[1])),
  );
}

function isRoute(value: unknown): value is RouteDefinition {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value;
}
