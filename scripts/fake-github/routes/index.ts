import { ok } from "../answer.ts";
import { rateLimit } from "../rate-limit.ts";
import type { Route } from "../routing.ts";
import { appRoutes } from "./apps.ts";
import { checkRoutes } from "./checks.ts";
import { commentRoutes } from "./comments.ts";
import { commitRoutes } from "./commits.ts";
import { contentRoutes } from "./contents.ts";
import { dispatchRoutes } from "./dispatches.ts";
import { environmentRoutes } from "./environments.ts";
import { issueRoutes } from "./issues.ts";
import { keeperRoutes } from "./keepers.ts";
import { labelRoutes } from "./labels.ts";
import { manifestRoutes } from "./manifests.ts";
import { peopleRoutes } from "./people.ts";
import { pullRoutes } from "./pulls.ts";
import { refRoutes } from "./refs.ts";
import { rulesetRoutes } from "./rulesets.ts";
import { reviewRoutes } from "./reviews.ts";
import { teamRoutes } from "./teams.ts";

/** Every REST endpoint this server has. */
export const ROUTES: Route[] = [
  ...peopleRoutes,
  ...pullRoutes,
  ...reviewRoutes,
  ...teamRoutes,
  ...commentRoutes,
  ...labelRoutes,
  ...issueRoutes,
  ...checkRoutes,
  ...refRoutes,
  ...commitRoutes,
  ...contentRoutes,
  ...dispatchRoutes,
  ...appRoutes,
  ...environmentRoutes,
  ...keeperRoutes,
  ...manifestRoutes,
  ...rulesetRoutes,
  {
    method: "GET",
    template: "/rate_limit",
    needs: null,
    handle: ({ state }) => {
      const rate = rateLimit(state);
      return ok({ resources: { core: rate, graphql: rate, search: rate }, rate });
    },
  },
];
