import { DetailPanel } from "./detail/detail-panel.tsx";
import { PostsPage } from "./list/posts-page.tsx";

/** The three lists and their open post, as the router names them. */
export const AllPosts = () => <PostsPage view="all" />;
export const FavouritePosts = () => <PostsPage view="favourites" />;
export const TrashedPosts = () => <PostsPage view="trash" />;
export const AllDetail = () => <DetailPanel view="all" />;
export const FavouriteDetail = () => <DetailPanel view="favourites" />;
export const TrashedDetail = () => <DetailPanel view="trash" />;
