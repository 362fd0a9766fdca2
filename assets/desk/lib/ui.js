// The one door to the vendored view library: everything else imports it from here, so it can be swapped in one place.
export {
  h, render, Fragment, createContext, createRef,
  useState, useEffect, useLayoutEffect, useRef, useMemo, useCallback, useContext, useId, useReducer,
  signal, computed, effect, batch, untracked, useSignal, useComputed, useSignalEffect,
  html,
} from '../../vendor/preact-all.js';
