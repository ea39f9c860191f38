import { account, answer, READ_AT } from './told-answers';
import { doctorPage } from '../../../cli/doctor/page';
import { tell } from '../../../cli/doctor/told';
import { inBrowser } from '../in-browser';
import { HOSTILE } from '../pages';

const ANSWERS = [answer('payments', 'UP'), answer(HOSTILE, 'DOWN'), answer('orders-of-a-shop-with-a-name-of-many-words', 'DEGRADED')];

inBrowser("doctor's answer", () => doctorPage(tell(account({ missing: [HOSTILE] }), ANSWERS, { isNamed: true, most: 10 }), READ_AT));
