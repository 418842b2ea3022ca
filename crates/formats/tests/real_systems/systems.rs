//! The published systems: which of their files make up which mode.

/// A tokenset: its modes, the default mode first, each with its files.
pub(crate) type Set = (
    &'static str,
    &'static [(&'static str, &'static [&'static str])],
);

/// A published system.
pub(crate) struct System {
    pub(crate) name: &'static str,
    pub(crate) sets: &'static [Set],
}

/// All of them.
pub(crate) const SYSTEMS: &[System] = &[
    System {
        name: "figma-sds",
        sets: &[(
            "Simple Design System",
            &[
                (
                    "Base",
                    &[
                        "dtcg-examples/figma-sds/color.tokens.json",
                        "dtcg-examples/figma-sds/size.tokens.json",
                        "dtcg-examples/figma-sds/typography.tokens.json",
                    ],
                ),
                (
                    "Light",
                    &["dtcg-examples/figma-sds/theme-light.tokens.json"],
                ),
                ("Dark", &["dtcg-examples/figma-sds/theme-dark.tokens.json"]),
            ],
        )],
    },
    System {
        name: "ibm-carbon",
        sets: &[(
            "Carbon",
            &[
                (
                    "Medium",
                    &[
                        "dtcg-examples/ibm-carbon/colors.tokens.json",
                        "dtcg-examples/ibm-carbon/layout.tokens.json",
                        "dtcg-examples/ibm-carbon/typography.tokens.json",
                    ],
                ),
                (
                    "Large",
                    &["dtcg-examples/ibm-carbon/typography-lg.tokens.json"],
                ),
                (
                    "Extra Large",
                    &["dtcg-examples/ibm-carbon/typography-xlg.tokens.json"],
                ),
                (
                    "Max",
                    &["dtcg-examples/ibm-carbon/typography-max.tokens.json"],
                ),
            ],
        )],
    },
    System {
        name: "microsoft-fluent",
        sets: &[(
            "Fluent 2",
            &[
                (
                    "Base",
                    &[
                        "dtcg-examples/microsoft-fluent/palette.tokens.json",
                        "dtcg-examples/microsoft-fluent/effects.tokens.json",
                        "dtcg-examples/microsoft-fluent/fonts.tokens.json",
                        "dtcg-examples/microsoft-fluent/spacing.tokens.json",
                    ],
                ),
                (
                    "Default",
                    &["dtcg-examples/microsoft-fluent/theme-default.tokens.json"],
                ),
                (
                    "Inverted",
                    &["dtcg-examples/microsoft-fluent/theme-inverted.tokens.json"],
                ),
            ],
        )],
    },
    System {
        name: "shopify-polaris",
        sets: &[(
            "Polaris",
            &[(
                "Base",
                &[
                    "dtcg-examples/shopify-polaris/colors.tokens.json",
                    "dtcg-examples/shopify-polaris/font.tokens.json",
                    "dtcg-examples/shopify-polaris/space.tokens.json",
                ],
            )],
        )],
    },
    System {
        name: "adobe-spectrum",
        sets: &[(
            "Spectrum",
            &[
                ("Base", &["dtcg-examples/adobe-spectrum/base.tokens.json"]),
                (
                    "Light",
                    &["dtcg-examples/adobe-spectrum/theme-light.tokens.json"],
                ),
                (
                    "Dark",
                    &["dtcg-examples/adobe-spectrum/theme-dark.tokens.json"],
                ),
                (
                    "Desktop",
                    &["dtcg-examples/adobe-spectrum/size-desktop.tokens.json"],
                ),
                (
                    "Mobile",
                    &["dtcg-examples/adobe-spectrum/size-mobile.tokens.json"],
                ),
            ],
        )],
    },
    System {
        name: "apple-hig",
        sets: &[
            (
                "Fonts",
                &[
                    (
                        "Medium",
                        &[
                            "dtcg-examples/apple-hig/font/design.tokens.json",
                            "dtcg-examples/apple-hig/font/textStyle/medium.tokens.json",
                        ],
                    ),
                    (
                        "Extra Small",
                        &["dtcg-examples/apple-hig/font/textStyle/xSmall.tokens.json"],
                    ),
                    (
                        "Small",
                        &["dtcg-examples/apple-hig/font/textStyle/small.tokens.json"],
                    ),
                    (
                        "Large",
                        &["dtcg-examples/apple-hig/font/textStyle/large.tokens.json"],
                    ),
                    (
                        "XL",
                        &["dtcg-examples/apple-hig/font/textStyle/xLarge.tokens.json"],
                    ),
                    (
                        "XXL",
                        &["dtcg-examples/apple-hig/font/textStyle/xxLarge.tokens.json"],
                    ),
                    (
                        "XXXL",
                        &["dtcg-examples/apple-hig/font/textStyle/xxxLarge.tokens.json"],
                    ),
                ],
            ),
            (
                "Colors",
                &[
                    (
                        "Light",
                        &["dtcg-examples/apple-hig/color/light.tokens.json"],
                    ),
                    (
                        "Light AX",
                        &["dtcg-examples/apple-hig/color/light_ax.tokens.json"],
                    ),
                    ("Dark", &["dtcg-examples/apple-hig/color/dark.tokens.json"]),
                    (
                        "Dark AX",
                        &["dtcg-examples/apple-hig/color/dark_ax.tokens.json"],
                    ),
                ],
            ),
        ],
    },
    System {
        name: "github-primer",
        sets: &[(
            "Primer",
            &[
                (
                    "Light",
                    &[
                        "dtcg-examples/github-primer/base/color/light/light.tokens.json",
                        "dtcg-examples/github-primer/base/color/light/display-light.tokens.json",
                        "dtcg-examples/github-primer/base/motion/easing.tokens.json",
                        "dtcg-examples/github-primer/base/motion/timing.tokens.json",
                        "dtcg-examples/github-primer/base/size/size.tokens.json",
                        "dtcg-examples/github-primer/base/size/z-index.tokens.json",
                        "dtcg-examples/github-primer/base/typography/typography.tokens.json",
                        "dtcg-examples/github-primer/functional/border/border.tokens.json",
                        "dtcg-examples/github-primer/functional/color/bgColor.tokens.json",
                        "dtcg-examples/github-primer/functional/color/borderColor.tokens.json",
                        "dtcg-examples/github-primer/functional/color/control.tokens.json",
                        "dtcg-examples/github-primer/functional/color/data-vis.tokens.json",
                        "dtcg-examples/github-primer/functional/color/display.tokens.json",
                        "dtcg-examples/github-primer/functional/color/fgColor.tokens.json",
                        "dtcg-examples/github-primer/functional/color/selection.tokens.json",
                        "dtcg-examples/github-primer/functional/color/syntax.tokens.json",
                        "dtcg-examples/github-primer/functional/motion/motion.tokens.json",
                        "dtcg-examples/github-primer/functional/shadow/shadow.tokens.json",
                        "dtcg-examples/github-primer/functional/size/border.tokens.json",
                        "dtcg-examples/github-primer/functional/size/breakpoints.tokens.json",
                        "dtcg-examples/github-primer/functional/size/radius.tokens.json",
                        "dtcg-examples/github-primer/functional/size/size.tokens.json",
                        "dtcg-examples/github-primer/functional/size/viewport.tokens.json",
                        "dtcg-examples/github-primer/functional/size/z-index.tokens.json",
                        "dtcg-examples/github-primer/functional/spacing/space.tokens.json",
                        "dtcg-examples/github-primer/functional/typography/font-stack.tokens.json",
                        "dtcg-examples/github-primer/functional/typography/typography.tokens.json",
                        "dtcg-examples/github-primer/component/avatar.tokens.json",
                        "dtcg-examples/github-primer/component/avatarStack.tokens.json",
                        "dtcg-examples/github-primer/component/button.tokens.json",
                        "dtcg-examples/github-primer/component/card.tokens.json",
                        "dtcg-examples/github-primer/component/codeMirror.tokens.json",
                        "dtcg-examples/github-primer/component/contribution.tokens.json",
                        "dtcg-examples/github-primer/component/counter.tokens.json",
                        "dtcg-examples/github-primer/component/dashboard.tokens.json",
                        "dtcg-examples/github-primer/component/diffBlob.tokens.json",
                        "dtcg-examples/github-primer/component/focus.tokens.json",
                        "dtcg-examples/github-primer/component/header.tokens.json",
                        "dtcg-examples/github-primer/component/headerSerach.tokens.json",
                        "dtcg-examples/github-primer/component/highlight.tokens.json",
                        "dtcg-examples/github-primer/component/label.tokens.json",
                        "dtcg-examples/github-primer/component/menu.tokens.json",
                        "dtcg-examples/github-primer/component/overlay.tokens.json",
                        "dtcg-examples/github-primer/component/page.tokens.json",
                        "dtcg-examples/github-primer/component/progressBar.tokens.json",
                        "dtcg-examples/github-primer/component/reactionButton.tokens.json",
                        "dtcg-examples/github-primer/component/selectMenu.tokens.json",
                        "dtcg-examples/github-primer/component/sideNav.tokens.json",
                        "dtcg-examples/github-primer/component/skeletonLoader.tokens.json",
                        "dtcg-examples/github-primer/component/timelineBadge.tokens.json",
                        "dtcg-examples/github-primer/component/tooltip.tokens.json",
                        "dtcg-examples/github-primer/component/topicTag.tokens.json",
                        "dtcg-examples/github-primer/component/treeView.tokens.json",
                        "dtcg-examples/github-primer/component/underlineNav.tokens.json",
                    ],
                ),
                (
                    "Light High Contrast",
                    &[
                        "dtcg-examples/github-primer/base/color/light/light.high-contrast.tokens.json",
                    ],
                ),
                (
                    "Dark",
                    &[
                        "dtcg-examples/github-primer/base/color/dark/dark.tokens.json",
                        "dtcg-examples/github-primer/base/color/dark/display-dark.tokens.json",
                    ],
                ),
                (
                    "Dark Dimmed",
                    &["dtcg-examples/github-primer/base/color/dark/dark.dimmed.tokens.json"],
                ),
                (
                    "Dark High Contrast",
                    &["dtcg-examples/github-primer/base/color/dark/dark.high-contrast.tokens.json"],
                ),
                (
                    "Coarse",
                    &["dtcg-examples/github-primer/functional/size/size-coarse.tokens.json"],
                ),
                (
                    "Fine",
                    &["dtcg-examples/github-primer/functional/size/size-fine.tokens.json"],
                ),
            ],
        )],
    },
    System {
        name: "carbon-themes",
        sets: &[
            (
                "Palette",
                &[("Base", &["@carbon/themes/src/dtcg/color-palette.json"])],
            ),
            (
                "Themes",
                &[
                    ("White", &["@carbon/themes/src/dtcg/white.json"]),
                    ("G10", &["@carbon/themes/src/dtcg/g10.json"]),
                    ("G90", &["@carbon/themes/src/dtcg/g90.json"]),
                    ("G100", &["@carbon/themes/src/dtcg/g100.json"]),
                ],
            ),
        ],
    },
];
