output "endpoints" {
  description = "Addresses of the APIs, by entry. Off where an entry has a domain."
  value       = { for key, api in aws_apigatewayv2_api.this : key => api.api_endpoint }
}

output "domain_targets" {
  description = "What the DNS records of the domains point at, by entry."
  value       = { for key, domain in aws_apigatewayv2_domain_name.this : key => one(domain.domain_name_configuration).target_domain_name }
}
