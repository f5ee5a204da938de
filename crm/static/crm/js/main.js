// What every page runs. Each module enhances markup that works without it.
import { countDeadlines } from "./deadline.js";
import { listenToKeys } from "./keys.js";
import { tendMenus } from "./menus.js";
import { tendLists } from "./lists.js";
import { rankNeeds } from "./needs.js";
import { reportFailures } from "./failures.js";
import { guardLogout } from "./leaving.js";
import { shrinkChosen } from "./signing/small.js";
import { showWhere } from "./here.js";

countDeadlines();
listenToKeys();
tendMenus();
tendLists();
rankNeeds();
reportFailures();
guardLogout();
shrinkChosen();
showWhere();
