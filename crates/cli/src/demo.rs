//! What `--demo` prints.

use tokencraft_server::Server;
use tokencraft_server::app::demo;

/// Makes the demo where the instance is empty; gives the lines to print.
pub(crate) async fn prepare(server: &Server, address: &str) -> anyhow::Result<String> {
    let Some(demo) = demo::prepare(server).await? else {
        return Ok(
            "The demo is for an empty instance; this one has accounts, so nothing was made."
                .to_owned(),
        );
    };
    let password = demo.password.as_deref().unwrap_or(
        "(as printed at the first start; `tokencraft admin reset-password --email demo@example.com` makes a link for a new one)",
    );
    let of_release = demo.organization_id.map_or_else(String::new, |id| {
        format!(
            "\nExport what Production serves:\n\
             \n  curl -H \"Authorization: Bearer {}\" \\\n    \"{address}/api/v1/organizations/{id}/environments/production/export?format=css\"\n",
            demo.api_token,
        )
    });
    Ok(format!(
        "Dashboard   {address}/\n\
         Login       {email}\n\
         Password    {password}\n\
         API         {address}/docs\n\
         \n\
         Export CSS:\n\
         \n  curl -H \"Authorization: Bearer {token}\" \\\n    \"{address}/api/v1/tokensets/{set}/modes/light/export?format=css\"\n{of_release}",
        email = demo.email,
        token = demo.api_token,
        set = demo.tokenset_id,
    ))
}
