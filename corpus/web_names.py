"""Names that web sites give to the parts of their pages: classes and ids."""

from __future__ import annotations

# Classes and ids in which the systems and sites that Chinese schools and papers use keep the article
_CONTAINERS = (
    "vsb_content vsb_content_2 vsb_content_4 vsb_content_501 vsb_content_1003 v_news_content "  # VSB
    "js_content rich_media_content "  # WeChat
    "TRS_Editor TRS_UEDITOR trs_editor_view trs_paper_default "  # TRS
    "wp_articlecontent "  # Sudy
    "zoom Zoom UCAP-CONTENT "
    "rm_txt_con text_con show_text artDet "  # People's Daily
    "detailContent p-detail "  # Xinhua
    "article_inbox u-mainText contentMain "  # Guangming
    "mp-editor "  # Sohu
    "artibody article_content "  # Sina
    "post_body post_text "  # NetEase
    "content_area cnt_bd "  # CCTV
    "left_zw "  # China News
    "entry-content article-content article-body article__content post-content "  # blogs
    "conTxt newscontent news_content news-content detail-content con_text "
    "pages_content"
)
CONTAINERS = frozenset(_CONTAINERS.split())

# Words of which the classes and ids of furniture are made: "m-relatedNews", "bds_weixin", "post-navigation"
_FURNITURE = (
    "nav navbar navigation menu submenu topmenu sidebar sider aside foot footer breadcrumb breadcrumbs crumb crumbs "
    "share shares sharing bdshare bdsharebuttonbox social sns comment comments pinglun reply respond message msgboard "
    "related relate relates relevant correlation recommend recommended recommends hot rank ranking ad ads adv advert "
    "advertisement gg copyright declare disclaimer toc catalog reward donate pagination pager pagebar pagenav "
    "login register toolbar subscribe follow widget qrcode ewm erweima friendlink links flink statement "
    "cookie cookies popup modal toast overlay mask tooltip backtop gotop totop "
    "guess tuijian xiangguan remen hits vote survey"
)
FURNITURE = frozenset(_FURNITURE.split())
