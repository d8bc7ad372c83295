import { useSyncExternalStore } from "react";

import { IconButton } from "~/ui/Button";

import { dismiss, said } from "./toast";
import style from "./Toasts.module.css";

export { say } from "./toast";

/** Where what is said in passing appears; screen readers hear it without losing their place. */
export function Toasts() {
  const toasts = useSyncExternalStore(said.follow, said.now);
  return (
    <section className={style.view} aria-label="Notifications" aria-live="polite">
      {toasts.map((toast) => (
        <div key={toast.id} className={style.toast}>
          <div>
            <strong>{toast.title}</strong>
            {toast.about && <div className={style.about}>{toast.about}</div>}
          </div>
          <IconButton icon="close" label="Dismiss" onClick={() => dismiss(toast.id)} />
        </div>
      ))}
    </section>
  );
}
