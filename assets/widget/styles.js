// The look of the panel. px only: rem would follow the page's font size. Colours of the site come from ui.js.

const FRAME = `
.panel{all:initial;--bg:#fff;--bg2:#f4f6f7;--ink:#17222a;--ink2:#4a5a64;--ink3:#5f6f79;--line:#e3e8ea;--ctl:#84919a;--ok:#5ee6a0;--bad:#b42318;--warn-bg:#fff3d6;--warn:#7a4700;--ai-bg:#f3effd;--ai:#5b34b3;--soft:color-mix(in srgb,var(--accent) 10%,var(--bg));--shade:#0b1b2212;
position:fixed;right:20px;bottom:calc(92px + env(safe-area-inset-bottom,0px));width:380px;max-width:calc(100vw - 40px);height:min(640px,calc(100dvh - 112px));box-sizing:border-box;display:flex;flex-direction:column;overflow:hidden;border-radius:20px;background:var(--bg);color:var(--ink);color-scheme:light;
font:400 15px/22px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Arial,sans-serif;text-align:start;overflow-wrap:anywhere;box-shadow:0 24px 64px #0b1b2233,0 4px 16px #0b1b221f,0 0 0 1px #0b1b220f;animation:show .2s cubic-bezier(.2,.7,.3,1)}
.panel.dark{--bg:#131b20;--bg2:#1e282e;--ink:#e9eff1;--ink2:#b7c4ca;--ink3:#97a6ad;--line:#2a363d;--ctl:#6c7d86;--bad:#ffb0aa;--warn-bg:#392a0a;--warn:#f7cf87;--ai-bg:#271f45;--ai:#c3b1ff;--soft:color-mix(in srgb,var(--accent) 18%,var(--bg));--shade:#ffffff1a;color-scheme:dark;box-shadow:0 24px 64px #000a,0 0 0 1px #ffffff1a}
@keyframes show{from{opacity:0;transform:translateY(12px)}}
.panel.left{right:auto;left:20px}
.panel[hidden],.panel [hidden]{display:none!important}
:where(.panel *,.panel ::before,.panel ::after){box-sizing:border-box;margin:0;padding:0;font:inherit;color:inherit;border:0;background:none;letter-spacing:inherit}
:where(.panel) :is(button,a,label){cursor:pointer}
:where(.panel button){border-radius:8px}
:where(.panel,.panel *):focus-visible{outline:2px solid var(--ring);outline-offset:2px}
.panel:focus{outline:0}
.icon{width:20px;height:20px;fill:none;stroke:currentColor;stroke-width:1.9;stroke-linecap:round;stroke-linejoin:round;flex:none;display:block}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.tool{width:36px;height:40px;border-radius:10px;display:grid;place-items:center;flex:none}
.head{display:flex;align-items:center;gap:4px;padding:15px 10px 15px 18px;background:var(--p);color:var(--on-p);flex:none}
.head .tool:hover{background:color-mix(in srgb,currentColor 16%,transparent)}
.head :focus-visible{outline-color:currentColor;outline-offset:-2px}
.avatar{position:relative;width:42px;height:42px;border-radius:50%;overflow:hidden;background:color-mix(in srgb,currentColor 18%,transparent);display:grid;place-items:center;flex:none}
.avatar img{position:absolute;inset:0;width:100%;height:100%;object-fit:cover}
.names{flex:1;min-width:0;padding-left:8px}
.title{font-weight:600;font-size:16px;line-height:22px;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.sub{display:flex;gap:6px;align-items:center;font-size:13px;line-height:18px}
.sub span{min-width:0;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
.sub .icon{width:14px;height:14px}
.dot{width:8px;height:8px;border-radius:50%;flex:none;background:#cfd6da;box-shadow:0 0 0 2px #fff3}
.dot.on{background:var(--ok)}.dot.wait{background:#ffc46b}
.banner{font-size:13px;line-height:18px;text-align:center;background:var(--bg2);color:var(--ink2)}
.banner:not(:empty){padding:7px 14px}
.banner.lost{background:var(--warn-bg);color:var(--warn)}
.body{flex:1;min-height:0;display:flex;flex-direction:column;position:relative}
.by{align-self:center;font-size:12px;line-height:16px;color:var(--ink3);padding:8px 8px 10px}
.wide,.primary{display:block;min-height:46px;padding:10px 16px;border-radius:12px;font-weight:600;text-align:center;background:var(--p);color:var(--on-p)}
.wide{margin:0 12px}
.primary:disabled{opacity:.6;cursor:default}
.link{font-size:13px;line-height:18px;color:var(--ink2);text-decoration:underline;text-underline-offset:2px;min-height:32px;padding:0 4px}
.link:hover{color:var(--ink)}
.bad{color:var(--bad)}`;

const THREAD = `
.thread{flex:1;min-height:0;position:relative}
.scroller{height:100%;overflow:auto;overscroll-behavior:contain;padding:18px 16px 10px;display:flex;flex-direction:column;scrollbar-width:thin;scrollbar-color:#9aa7ae88 transparent}
.scroller:focus-visible{outline-offset:-3px}
.log{display:flex;flex-direction:column;margin-top:auto}
.m{display:flex;flex-direction:column;align-items:flex-start;max-width:86%;align-self:flex-start;margin-top:14px}
.m.follows{margin-top:4px}
.m.me{position:relative;max-width:82%;align-items:flex-end;align-self:flex-end}
.who{font-size:12px;line-height:16px;color:var(--ink3);padding:0 4px 4px}
.ai .who{display:flex;gap:4px;align-items:center;color:var(--ai);font-weight:600}
.who .icon{width:14px;height:14px}
.bub{padding:9px 13px;border-radius:5px 16px 16px;background:var(--bg2);max-width:100%;min-width:0}
.follows .bub{border-top-left-radius:16px}
.me .bub{background:var(--s);color:var(--on-s);border-radius:16px 5px 16px 16px}
.me.follows .bub{border-top-right-radius:16px}
.ai .bub{background:var(--ai-bg)}
.gone .bub{background:none;color:var(--ink3);box-shadow:inset 0 0 0 1px var(--line);font-style:italic}
.streams .text>:last-child::after{content:"";display:inline-block;width:7px;height:15px;margin-left:3px;vertical-align:-2px;border-radius:2px;background:var(--ai);animation:blink 1s steps(2) infinite}
@keyframes blink{50%{opacity:0}}
.foot{font-size:12px;line-height:16px;color:var(--ink3);padding:3px 4px 0;display:flex;flex-wrap:wrap;gap:2px 6px;align-items:center}
.me .foot{justify-content:flex-end}
.foot:empty{display:none}
.foot .icon{width:15px;height:15px}
.foot .read{color:var(--accent)}
.foot .link{font-size:12px;min-height:28px}
.acts{position:absolute;right:100%;top:5px;display:flex;opacity:0}
.acts button{width:28px;height:28px;display:grid;place-items:center;color:var(--ink2)}
.acts button:hover{background:var(--bg2)}
.m:hover .acts,.acts:focus-within{opacity:1}
.src{display:flex;flex-wrap:wrap;gap:6px;padding-top:6px;max-width:100%}
.src button{display:inline-flex;gap:6px;align-items:center;font-size:13px;line-height:18px;min-height:28px;padding:4px 10px 4px 8px;border-radius:22px;text-align:start;color:var(--ink2);box-shadow:inset 0 0 0 1px var(--line)}
.src button:hover{background:var(--bg2)}
.src .icon{width:15px;height:15px}
.helped{display:flex;flex-wrap:wrap;align-items:center;gap:2px;padding:4px 4px 0;font-size:13px;line-height:18px;color:var(--ink3)}
.helped button{width:32px;height:32px;display:grid;place-items:center;color:var(--ink2)}
.helped button:first-of-type{margin-left:4px}
.helped button:hover{background:var(--bg2);color:var(--ink)}
.helped .icon{width:17px;height:17px}
.icon.turned{rotate:180deg}
.day,.note{align-self:center;text-align:center;color:var(--ink3);font-size:12px;line-height:16px;padding:14px 0 2px}
.log>.day:first-child{padding-top:0}
.mark{display:flex;align-items:center;gap:10px;margin-top:14px;font-size:12px;line-height:16px;font-weight:600;color:var(--accent)}
.mark::before,.mark::after{content:"";flex:1;height:1px;background:currentColor;opacity:.4}
.older{align-self:center;font-size:12px;color:var(--ink3);padding-bottom:8px}
.typing{align-self:flex-start;margin-top:10px}
.dots{display:inline-flex;gap:4px;padding:13px 14px;border-radius:16px;background:var(--bg2)}
.dots.ai{background:var(--ai-bg)}
.dots i{width:7px;height:7px;border-radius:50%;background:var(--ink3);animation:dots 1.2s infinite}
.dots i:nth-child(2){animation-delay:.15s}.dots i:nth-child(3){animation-delay:.3s}
@keyframes dots{0%,60%,100%{opacity:.3}30%{opacity:1}}
.jump{position:absolute;left:50%;bottom:10px;transform:translateX(-50%);display:flex;gap:6px;align-items:center;min-height:36px;padding:6px 14px 6px 10px;border-radius:18px;font-size:13px;line-height:18px;font-weight:600;white-space:nowrap;background:var(--bg);color:var(--accent);box-shadow:0 4px 16px #0b1b2233,0 0 0 1px var(--line)}
.jump .icon{width:17px;height:17px}
.file{display:flex;gap:10px;align-items:center;text-decoration:none;min-height:36px}
.file b{display:block;font-weight:500;line-height:20px}
.file small{display:block;font-size:12px;line-height:16px;opacity:.85}
.picture{display:block;border-radius:10px;overflow:hidden;background:var(--shade);max-width:100%}
.picture img{display:block;max-width:100%;height:auto}`;

const TEXT = `
.text>*+*{margin-top:8px}
.bub>*+.text{margin-top:8px}
.bub>:is(.file,.picture)+:is(.file,.picture){margin-top:8px}
.text strong,.text th{font-weight:600}
.text em{font-style:italic}
.text s{text-decoration:line-through}
.text a{color:var(--accent);text-decoration:underline;text-underline-offset:2px}
.me .text a{color:inherit}
.text :is(h3,h4){font-weight:600}
.text h3{font-size:16px}
.text :is(ul,ol){padding-left:20px}
.text li+li,.text li>ul,.text li>ol{margin-top:3px}
.text li::marker{color:var(--ink3)}
.me .text li::marker{color:inherit}
.text code{font:13px/20px ui-monospace,Menlo,Consolas,monospace;background:var(--shade);border-radius:5px;padding:1px 5px}
.text pre{overflow:auto;background:#10202a;color:#e6eef1;border-radius:10px;padding:10px 12px;max-width:100%}
.text pre code{background:none;padding:0;white-space:pre;overflow-wrap:normal}
.quote{border-left:3px solid currentColor;padding-left:8px;margin-bottom:6px;font-size:13px;line-height:18px;opacity:.8;display:-webkit-box;-webkit-line-clamp:2;-webkit-box-orient:vertical;overflow:hidden}
.text blockquote{border-left:3px solid var(--ctl);padding-left:10px}
.text .md-scroll{overflow:auto}
.text table{border-collapse:collapse}
.text :is(th,td){padding:4px 8px;border:1px solid var(--line);text-align:start}
.text hr{height:1px;background:var(--line)}`;

const COMPOSER = `
.cards{padding:0 12px;flex:none;max-height:60%;overflow:auto}
.cmp{margin:0 12px;border-radius:14px;box-shadow:inset 0 0 0 1px var(--ctl);position:relative;flex:none}
.cmp:focus-within{box-shadow:inset 0 0 0 2px var(--ring)}
.cmp textarea{display:block;width:100%;resize:none;outline:0;padding:11px 14px 3px;max-height:132px;height:36px;font-size:15px;line-height:22px;scrollbar-width:thin}
::placeholder{color:var(--ink3);opacity:1}
.row{display:flex;align-items:center;padding:0 5px 5px}
.row .tool{width:40px;color:var(--ink2)}
.row .tool:hover{background:var(--bg2)}
.row .gap{flex:1;font-size:12px;line-height:16px;text-align:end;padding:0 8px;color:var(--ink3)}
.go{width:40px;height:40px;border-radius:11px;display:grid;place-items:center;background:var(--bg2);color:var(--ink3)}
.go.on{background:var(--p);color:var(--on-p)}
.go .icon{width:19px;height:19px}
.changing{display:flex;align-items:center;gap:8px;padding:6px 6px 0 14px;font-size:13px;line-height:18px;color:var(--ink2)}
.changing span{flex:1;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.small{width:28px;height:28px;display:grid;place-items:center;flex:none;color:var(--ink2)}
.small:hover{background:var(--bg2)}
.small .icon{width:16px;height:16px}
.drop{position:absolute;inset:8px;z-index:2;display:grid;place-items:center;border-radius:14px;border:2px dashed var(--accent);background:color-mix(in srgb,var(--bg) 92%,transparent);color:var(--accent);font-weight:600;pointer-events:none}`;

const NARROW = `
@media(max-width:480px),(max-height:540px){
.panel,.panel.left{inset:auto 0;top:var(--top,0px);width:auto;max-width:none;height:var(--height,100dvh);border-radius:0;animation:none;box-shadow:none}
.panel .head{padding:calc(10px + env(safe-area-inset-top,0px)) calc(6px + env(safe-area-inset-right,0px)) 10px calc(16px + env(safe-area-inset-left,0px))}
.panel .cmp textarea,.panel :is(input,textarea){font-size:16px}
.panel .by{padding-bottom:calc(8px + env(safe-area-inset-bottom,0px))}
}
@media(pointer:coarse){
.panel .tool,.panel .row .tool,.panel .go{width:44px;height:44px}
.panel :is(.small,.acts button,.helped button){width:44px;height:44px}
.panel .acts{position:static;opacity:1;margin:-12px 0}
.panel :is(.link,.src button){min-height:44px}
}
@media(prefers-reduced-motion:reduce){.panel,.panel *,.panel ::after{animation:none!important;transition:none!important;scroll-behavior:auto!important}}
@media(forced-colors:active){.panel :is(.bub,.cmp,.primary,.wide,.go){border:1px solid}}`;

export const CSS = FRAME + THREAD + TEXT + COMPOSER + NARROW;
